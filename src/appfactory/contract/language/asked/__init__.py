"""Questions read as the best cover of their words by what can be asked of the rows of one table."""
