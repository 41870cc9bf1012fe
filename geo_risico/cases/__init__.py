"""Cases and visits on locations: addresses matched offline, points linked, labels made. Pure."""
