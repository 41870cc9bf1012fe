"""Names, terms, errors, specs and results; imports nothing of the rest of the package."""
