"""A scan from definition to files: the one place that knows every step; `geo_risico.scan.run` is the whole of it."""
