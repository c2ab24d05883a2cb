"""The plan, and everything the public may see."""
