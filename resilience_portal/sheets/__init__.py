"""Sheets as offices keep them: bytes to numbered rows of text, which row is the heading, what a cell means.

Knows no app and no record: `stakeholders` and `engagement` bring their own words and judge with what is here. What can be
doubted is said (`issues`), never guessed; nothing in a file is ever run.
"""
