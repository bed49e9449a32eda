"""Copies library components into an app, with everything they import, and rewrites their imports by syntax tree."""
