"""What staff take along: calendar entries, sheets. Nothing here is public."""
