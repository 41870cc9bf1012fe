"""Layers in, locations out."""
