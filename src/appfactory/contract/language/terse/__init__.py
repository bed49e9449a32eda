"""The terse form: a text that says a request exactly, read and written."""
