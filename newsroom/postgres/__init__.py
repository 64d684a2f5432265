"""Django's PostgreSQL backend for processes that serve: nothing waits for a database for ever.

A server that refuses, hangs or is frozen costs a bounded wait once, and then nothing: while it is away an attempt
is made every few seconds, and every other query fails at once (`away`). Commands, which nobody waits for, wait.
"""
