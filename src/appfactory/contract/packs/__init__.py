"""Packs, purely: reading them, their tokens and expectations, what the schema lacks, reports, and writing a pack from the catalog."""
