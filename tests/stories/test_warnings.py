"""What the desk is warned of before it publishes."""

from __future__ import annotations

import pytest

from stories.document import Bearing, StoryDocument
from stories.models import Story
from stories.publishing import draft_warnings
from tests.stories.documents import shipped


def with_bearings(pro: int, con: int) -> StoryDocument:
    """A shipped story whose first motion has so many items on each side."""
    document = shipped("apollo-13")
    items = [f"event-{event.key}" for event in document.timeline]
    bearing = [
        Bearing(item=items.pop(), side="pro", reason="It shows what was at stake.") for _ in range(pro)
    ]
    bearing += [
        Bearing(item=items.pop(), side="con", reason="It shows what was at risk.") for _ in range(con)
    ]
    first, *rest = document.motions
    return document.model_copy(update={"motions": [first.model_copy(update={"bearing": bearing}), *rest]})


@pytest.mark.parametrize(
    ("pro", "con", "warned"), [(3, 3, []), (2, 3, ["pro"]), (3, 2, ["con"]), (0, 2, ["pro", "con"])]
)
def test_a_side_with_fewer_than_three_items_is_named(pro: int, con: int, warned: list[str]) -> None:
    document = with_bearings(pro, con)
    faults = [fault for fault in draft_warnings(Story(), document) if fault.path == "motions[0].bearing"]
    assert [fault.message.rpartition(" ")[2] for fault in faults] == warned
