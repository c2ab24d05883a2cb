"""The verbs of the engagement: keyword-only, atomic, audited, with `by=` and `now=` passed in."""
