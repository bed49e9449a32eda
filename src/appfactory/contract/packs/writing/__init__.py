"""Writes a pack from the catalog: valid rows for every table in the order of their references, and what must be refused. Pure."""
