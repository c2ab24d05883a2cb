"""Public pages. They read the plan and released payloads, nothing else."""
