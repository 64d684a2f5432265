"""Readers who follow a story by e-mail, and the letters they are sent.

`following` is who follows: an address is asked twice (double opt-in), and leaving removes it. `due` makes a row of each
letter, at most one a day and address, of what is more than a copy edit. `writing` makes the mail of a row, `sending` sends
it. Rows are the truth: a sweep every minute finds what waits, whatever the queue forgot or the mail server was away for.
"""
