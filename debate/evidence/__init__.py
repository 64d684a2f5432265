"""What a debate rests on: items of a published story made citable, and the brief that holds them.

Comes in: a `StoryDocument` and one of its motions. Goes out: a `Brief`, stored whole with its debate. Pure.
"""
