"""Work waiting for the worker, as rows."""
