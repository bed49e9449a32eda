"""From a typed request to SQL with bound parameters, and from what PostgreSQL answers to words. Pure."""
