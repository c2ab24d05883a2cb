"""From the request to the release of a transparency report."""
