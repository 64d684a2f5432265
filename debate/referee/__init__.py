"""The rules of the game: marks to a verdict, its seal, the house line, XP and titles. Pure arithmetic, no rows.

Who marks is an engine's affair (`debate.engines`), who may see a verdict that of `debate.models` and
`debate.written.reading`.
"""
