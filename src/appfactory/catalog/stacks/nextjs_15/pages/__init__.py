"""Writes the app's pages: sections of library components, or list, detail and form views of an entity."""
