"""Sheets of organizations and people: their headings, a verdict on every row, the writing and the taking back."""
