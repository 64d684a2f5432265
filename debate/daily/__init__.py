"""The debate of the day: chosen by rule, the same for everyone, opened to all when the day is over.

`services` chooses, makes, takes calls and settles; `waking` is its task; `page` and `views` show it.
"""
