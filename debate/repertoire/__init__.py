"""The repertoire: debates and voices written and judged ahead, read by a reviewer, met first by readers and players.

`writing` has a configured model write what is missing, in peace; it awaits review then (`Admission`). What comes in here
is only what concerns such texts as wholes. How a piece is written is `debate.written`'s, who plays it `debate.arena`'s.
"""
