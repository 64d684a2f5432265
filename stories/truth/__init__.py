"""Whether what a story says is what its sources say.

`keeping` stores what a source says; `verbatim` finds a quotation in it. Nothing here publishes.
"""
