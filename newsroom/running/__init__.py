"""The processes: that each lives, who keeps the time, and what brings one back that has died.

`models.Pulse` is a row a process, stamped every few seconds; `clock` sends what the schedule says, whoever looks at
it first; `rounds` is what every worker does beside its work; `supervisor` starts a process again when it ends.
It knows nothing of what is written: `newsroom.generation` hands in its sweep.
"""
