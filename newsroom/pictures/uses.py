"""What shows pictures: the apps above say which of some pictures they use, and those are kept.

uses.register("stories", used_in_stories)    # when the app is ready
"""

from __future__ import annotations

from collections.abc import Callable, Set

type Users = Callable[[Set[str]], Set[str]]  # keys of pictures → those among them that are in use

_known: dict[str, Users] = {}


def register(name: str, users: Users) -> None:
    """Registering a name again replaces it."""
    _known[name] = users


def used_among(keys: Set[str]) -> set[str]:
    found: set[str] = set()
    for users in _known.values():
        found |= users(keys - found)
    return found
