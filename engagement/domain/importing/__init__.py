"""Importing: read the file, recognise its columns, judge every row, then write all rows or none.

`reading` and `columns` know nothing of the database; `judging` asks it but writes nothing; `writing` is the verb.
"""
