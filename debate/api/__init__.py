"""Debates in the API: those whose verdicts somebody has been shown already, so that nothing here spoils a call.

What is still to be called, of any player or day, is not listed, not counted and not found.
"""
