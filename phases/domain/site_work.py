"""Names of the work that keeps the released site as the database says. The tasks are in `phases/tasks.py`."""

BUILD_SITE_TASK = "phases.build_site"
PRUNE_SITE_TASK = "phases.prune_site"
