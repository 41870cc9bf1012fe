"""Heights: what stands on the ground, the horizon around a place and who can see it."""
