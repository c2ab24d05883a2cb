"""Sign-in, roles, institutions."""
