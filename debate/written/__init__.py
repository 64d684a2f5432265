"""What workers write of debates and voices, in which order, and how it is read.

`flow` says what comes next; `speeches`, `questions`, `verdicts`, `voices` are the writers, which turn rows into an
engine's task and take what it brings after a check; `pieces` finds what waits or has failed; `pace` says how long it
usually takes; `ahead` starts what is wanted soon. `reading` is the one door through which a verdict leaves.
Players' moves are in the rooms above and call in here; nothing here knows them.
"""
