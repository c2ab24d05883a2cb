"""Doors for people: translate what was asked, make one call inward, translate the answer back."""
