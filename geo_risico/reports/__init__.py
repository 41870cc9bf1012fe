"""Release in, report pages out."""
