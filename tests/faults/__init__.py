"""What happens to a site whose parts die: `python -m tests.faults` (`make faults`).

`rig` runs a site as an operator would, on this machine: its own PostgreSQL and Redis, a model's endpoint, two web
processes, a worker and beat. `cases` breaks one part each while somebody plays. `invariants` reads every row afterwards:
nothing lost, nothing twice, nothing left running.
"""
