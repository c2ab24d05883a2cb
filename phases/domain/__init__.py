"""The plan's verbs. `publishing` is callable from the release step only."""
