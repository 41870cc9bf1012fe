"""Registers on the network, fetched into snapshots that a scan reads without it."""
