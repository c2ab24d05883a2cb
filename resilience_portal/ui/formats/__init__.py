"""Days and moments as this portal writes them, in each language: the same manner wherever Django formats them by itself."""
