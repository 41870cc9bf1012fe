"""How sure a score is: weight noise and ranks."""
