"""Documents in and out: one story into its draft, and a whole newsroom into a folder and back.

Nothing is replaced that nobody has looked at: `importing.plan` says what a document would change, and
`importing.carry_out` does it to that very draft or not at all. `reading` turns bytes into a document or into faults with
their places; `newsroom` writes and reads a folder, with the parts that the apps above register.
"""
