"""Vakantieparken, bedrijventerreinen and luchthavens from functional areas."""
