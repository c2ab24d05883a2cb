"""Names of the work that keeps the released site as the database says. The tasks are in `phases/tasks.py`."""

from datetime import timedelta

BUILD_SITE_TASK = "phases.build_site"
PRUNE_SITE_TASK = "phases.prune_site"
SLOW_READER = timedelta(minutes=2)  # how long the pages from before stay on disk for whoever is in the middle of one
