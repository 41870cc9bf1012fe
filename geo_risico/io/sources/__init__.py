"""Sources that are more than a file."""
