"""App Factory: from planning documents to a running, tested, deployable web application."""

__version__ = "0.1.0"
