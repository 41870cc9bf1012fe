"""Inputs looked at before they are read: where they lie, what they are, and how much they would become."""
