"""Debates in the API: what anybody may read, with the verdicts that somebody has been shown already, so that nothing here
spoils a call.

A round that nobody has called has its seal and no verdict; a crossfire that nobody has called, and a daily debate whose
day is not over, are not there at all.
"""
