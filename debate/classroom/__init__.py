"""A debate played by a group in a room: what its host may choose, open and print, and how the group called it."""
