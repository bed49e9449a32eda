"""Questions read by the grammar of English: a frame of what is said, bound to the catalog and assembled."""
