"""A debate as one player plays it, from the form to the result.

In reading order: `forms` and `choosing` (what is on offer), `services` (the moves), `calling` (a call, its pay and its
cred), `stakes` (whether it moves cred), `stage` with `rounds`, `odds` and `result` (what the player may see now),
`views`. `sibling` is the way on when a model has failed; `seen` remembers whose verdicts a visitor knows; `sharing` and
`share_image` are what a player hands on.
"""
