"""Gebiedsscans: explainable opportunity scores per location and per gemeente, never about persons."""
