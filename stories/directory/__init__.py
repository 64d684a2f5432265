"""People and organisations as one directory across all stories: the same key is the same one everywhere.

`folding` says whether two names may be one, `finding` who is known, `merging` makes one of two.
"""
