"""Whose site this is: its name, its colours, who answers for it, and in which time zone its days begin.

One row that an administrator edits (`models.Identity`). Whatever names the site asks `reading.site()`, which is kept
in memory; `colours` holds an accent to both themes. The address is the operator's: `newsroom.origin`.
"""
