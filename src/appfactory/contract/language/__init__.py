"""From a text to a typed request: the terse form exactly, and plain English within the catalog. Pure: the same answer every time."""
