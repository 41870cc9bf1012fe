"""Erven: panden that form one yard."""
