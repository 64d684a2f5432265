"""Who writes stories: each with a page of their own. A story's byline names them, as its document keeps it.

What is said of an author is read from the row, not from a document: it is true of today, whatever a story said
when it was published.
"""
