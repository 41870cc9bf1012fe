"""YAML in, checked specs out."""
