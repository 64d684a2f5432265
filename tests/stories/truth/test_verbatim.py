"""Finding a quotation in a text word for word."""

from __future__ import annotations

import pytest

from stories.truth.verbatim import Haystack, Place, is_named_near, passage

TEXT = (
    "Mr Smith, the minister, said: “We will not—under any circum-\nstances—sign the 1,120-page docu\u00adment … "
    "ever,” and the ﬁrst well-\nknown envoy can’t design it . . . really.\n\n« Non\u202f! » said\u00a0Zoë Müller\u200b, "
    "who fell by −5."
)


def found(quotation: str, text: str = TEXT) -> list[str]:
    return [text[place.start : place.end] for place in Haystack(text).places(quotation)]


@pytest.mark.parametrize(
    "quotation",
    [
        "We will not – under any circumstances – sign",
        "We will not -- under any circumstances -- sign",
        "We will not—under any circum-stances—sign",
        "sign the 1,120-page document... ever",
        "the first well-known envoy",
        "the first wellknown envoy",
        "can't design it... really",
        "“Non!”",
        "« Non ! »",
        "said Zoe\u0308 Müller",
        "  We will\nnot ",
        "by -5",
    ],
)
def test_it_finds_the_same_words_however_they_are_set(quotation: str) -> None:
    assert len(found(quotation)) == 1


@pytest.mark.parametrize(
    "quotation",
    [
        "We will under any circumstances sign",  # a word left out
        "We will not … sign the 1,120-page document",  # an elision: what it leaves out may matter
        "We will not, under any circumstances, sign",  # other stops
        "we will not",  # another case
        "sign the 1,121-page document",
        "120-page document",  # the end of a number
        "the 1",
        "sign it",
        "can",  # of can’t
        "known envoy",  # of well-known
        "stances—sign",
        "hyphen",
        "",
        "“ … ”",
    ],
)
def test_it_finds_no_other_words_and_no_piece_of_one(quotation: str) -> None:
    assert found(quotation) == []


def test_it_finds_every_place_and_no_word_inside_another() -> None:
    assert found("sign", "Design, sign; co-sign, sign—now. Signs. sign") == ["sign", "sign", "sign"]


def test_it_gives_the_place_in_the_text_as_it_stands() -> None:
    (place,) = Haystack(TEXT).places("We will not - under any circumstances - sign")
    assert TEXT[place.start : place.end] == "We will not—under any circum-\nstances—sign"
    around = passage(TEXT, place, 20)
    assert around.before == "… the minister, said: “"
    assert around.words == TEXT[place.start : place.end]
    assert around.after == " the 1,120-page docu\u00adment …"


def test_it_shows_what_comes_nearest_to_words_that_do_not_stand_there() -> None:
    text = (
        "He said that talks went on. She said that the talks had been useful and would go on. Then they left."
    )
    place = Haystack(text).nearest("the talks had not been useful and would go on")
    assert place
    assert "the talks had been useful and would go on" in text[place.start : place.end]
    assert Haystack(text).nearest("entirely other things were meant by everyone") is None


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("John Smith", True),
        ("Zoe Mueller", True),
        ("Zoé MULLER", True),
        ("Anna Schmidt", False),
        ("Al Bo", False),
    ],
)
def test_it_says_whether_any_part_of_a_name_stands_near(name: str, near: bool) -> None:
    assert is_named_near(TEXT, Place(start=40, end=60), name) is near


def test_a_name_far_away_is_not_near() -> None:
    text = "Smith spoke first. " + "Much else was said. " * 60 + "We agree."
    assert not is_named_near(text, Haystack(text).places("We agree")[0], "John Smith")
