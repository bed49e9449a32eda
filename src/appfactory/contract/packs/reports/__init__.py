"""Reports of a run of packs: JSON, JUnit XML, one HTML page, Markdown, and a table for the terminal. Pure."""
