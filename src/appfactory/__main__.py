"""`python -m appfactory`."""

from appfactory.entry.cli import main

if __name__ == "__main__":
    main()
