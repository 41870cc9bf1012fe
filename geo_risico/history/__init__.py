"""Two scans of the same area beside each other: which locations are the same, and why their scores differ."""
