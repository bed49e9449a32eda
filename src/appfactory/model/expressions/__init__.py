"""SQL's expressions computed over rows of values: what checks, predicates and policies say, and rows that fulfil them. Pure."""
