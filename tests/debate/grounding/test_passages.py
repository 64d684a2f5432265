"""Finding the words of a card that somebody names: whole words in their order, however they were typed."""

from __future__ import annotations

import pytest

from debate.grounding import count_words
from debate.grounding.passages import find

CARD = "Jim Lovell, commander. The crew’s “lifeboat” kept 45–90 hours — and it held 800,000 men, Zoë said."


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ('the crew\'s "lifeboat"  KEPT', ("The crew’s “lifeboat” kept",)),
        ("45-90 hours and it", ("45–90 hours — and it",)),
        ("men, zoe said.", ("men, Zoë said",)),
        ("Jim Lovell … 800,000 men", ("Jim Lovell", "800,000 men")),
        ("Jim Lovell ... 800,001 men", ()),
        ("held 800", ()),  # a part of a number
        ("ommander", ()),  # a part of a word
        ("kept hours", ()),  # words left out
        ("hours 90", ()),  # another order
        ("the crew", ()),  # its possessive is another word
        ("", ()),
        ("…", ()),
        ("— !", ()),
    ],
)
def test_it_finds_whole_words_in_their_order(words: str, found: tuple[str, ...]) -> None:
    assert find(words, CARD) == found


def test_what_is_found_is_the_cards_own_spelling() -> None:
    for passage in find("the crews “lifeboat”", CARD) + find("ZOE SAID", CARD):
        assert passage in CARD


def test_long_texts_are_read_once() -> None:
    """What is quadratic would run into the suite's own limit."""
    assert len(find("a " * 100_000, "a " * 100_000)[0]) < 3_000  # only so much is looked for
    assert find("…" * 30_000, "." * 30_000) == ()
    assert find(" ".join(f"w{n}" for n in range(900)), "w0 " * 100_000) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("[1]", 0),
        ("A b [1].", 2),
        ("A b[1][2], c [3, 4]; d. [5]", 4),
        ("A note [sic] counts.", 4),
    ],
)
def test_a_citation_is_no_word(text: str, words: int) -> None:
    assert count_words(text) == words
