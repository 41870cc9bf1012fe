"""Files between the two passes of a fleet: what was measured per gemeente, and the scores among all of them."""
