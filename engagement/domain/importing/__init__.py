"""Importing: a sheet is received row by row, its columns are matched, every row is judged, then a worker writes what was agreed.

`conversations` judges; `receiving`, `checking`, `answering`, `writing` and `undoing` are the verbs; `kinds` says which kind of
sheet is judged and written by whom. How a file is read and what a cell means is in `resilience_portal.sheets`.
"""
