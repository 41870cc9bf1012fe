"""Compiled loops over plain arrays; each has a library or brute force as oracle in the tests.

The first call of each kernel compiles it and keeps the result beside the module; ``python -m
geo_risico.spatial.kernels`` does that for all of them at once.
"""
