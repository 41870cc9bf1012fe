"""Watergebonden locaties: one register from many."""
