"""The read API: released items only, for everyone."""
