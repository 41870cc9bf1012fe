"""Going out: the order of visits over the roads, and what was found there."""
