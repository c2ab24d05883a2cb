"""Forms: they translate what was typed into values, and say next to the field what is wrong with it."""
