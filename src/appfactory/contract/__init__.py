"""The contract: a schema exercised in plain language, where nothing can break.

A system of its own with the shape of the whole: values in `model`, pure cores in `language` (text to request), `statements` (request to
SQL) and `packs` (packs, expectations, reports), effects at the edge in `execution`. It shares `Finding`, `Database` and `perform` with the
rest and knows no stack.
"""
