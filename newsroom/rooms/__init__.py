"""Rooms: a class or a reading group plays the same thing for a day, and its host opens what they called.

A room is a row with a code; a member is a nickname beside an anonymous player. What is played is the apps' business:
`registry` is where they come in, as in `newsroom.players`. Nothing here knows a debate or a quiz.
"""
