"""The registry's staff pages. Pages that also need conversations stand in `engagement/views/`."""
