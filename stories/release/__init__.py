"""A draft's way to readers, other than at once: at a set time, shown to a guest, or back to an older revision.

Each is a row (`stories.release_models`), and what is agreed to is named by the sha256 of its document: that very draft
is published, or nothing is. `scheduling`, `guests` and `rolling_back` do one thing each; that somebody else has
looked at it is asked by `publishing.publish` of `stories.reviewing`.
"""
