"""stories.lettering and stories.share: link previews in any script, and never boxes."""

from __future__ import annotations

import io

import pytest
from django.utils import translation
from PIL import Image, ImageChops, ImageDraw

from stories.lettering import can_draw, cut, in_order, is_rtl, lacking, width, wrapped, write
from stories.models import Story
from stories.share import drawn_image, image_digest
from stories.truth.noticed import reader_warnings
from tests.stories.documents import example

pytestmark = pytest.mark.django_db  # the site's name is a row
NO_FONT = "\ue000\ue001"  # private use: nobody's letters


@pytest.mark.parametrize(
    "text",
    ["ğ ş İ Ł ą ę č ř š ž ț ₴ – “a”", "Новини України", "Ἡ γέφυρα", "مجلس الميناء 2026", "שָׁלוֹם (2026)", "नगर पुल पर", "Łódź і القاهرة"],
)  # fmt: skip
def test_what_ships_has_the_letters_of_many_scripts(text: str) -> None:
    assert can_draw(text)
    assert lacking(text) == ""


def test_isolates_and_soft_hyphens_are_not_drawn_and_need_no_font() -> None:
    assert can_draw("ship\u00adbuilding \u2068שלום\u2069")


@pytest.mark.parametrize(
    ("line", "from_left"),
    [
        ("A vote in Kyiv", ["A", "vote", "in", "Kyiv"]),
        ("שלום עולם", ["עולם", "שלום"]),
        ("A שלום עולם today", ["A", "עולם", "שלום", "today"]),
        ("שלום New York עולם", ["עולם", "New", "York", "שלום"]),
        ("שלום 2026 עולם", ["עולם", "2026", "שלום"]),
    ],
)
def test_words_of_another_direction_stand_in_their_own_order(line: str, from_left: list[str]) -> None:
    words = in_order(line, rtl=is_rtl(line))
    assert ["".join(run.text for run in word) for word in words] == from_left


def test_what_is_written_from_the_right_ends_there() -> None:
    image = Image.new("L", (600, 60), 255)
    write(ImageDraw.Draw(image), (590, 45), "שלום עולם", "black", 36, 600, ends=True)
    box = ImageChops.invert(image).getbbox()
    assert box
    assert 585 <= box[2] <= 592


def test_lines_keep_to_their_room_even_without_blanks() -> None:
    draw = ImageDraw.Draw(Image.new("L", (10, 10)))
    for line in wrapped(draw, "Rindfleischetikettierungsüberwachung und mehr", 40, 600, 300):
        assert width(draw, line, 40, 600) <= 300
    assert cut(draw, "A long headline of many words", 40, 600, 300).endswith("…")


def test_words_that_no_font_has_are_left_out_and_the_desk_is_told() -> None:
    unknown = example(headline=f"News {NO_FONT}")
    shown = Image.open(io.BytesIO(drawn_image(unknown))).convert("L")
    assert shown.crop((60, 120, 1140, 500)).getextrema()[0] > 200, "no ink where the headline would stand"
    assert shown.crop((60, 540, 500, 600)).getextrema()[0] < 100, "the site's name stands"
    told = {fault.path: fault.message for fault in reader_warnings(Story(), unknown)}
    assert NO_FONT in told["headline"]


def test_the_same_words_are_the_same_address() -> None:
    assert image_digest(example()) == image_digest(example(standfirst="Another."))
    assert image_digest(example()) != image_digest(example(headline="Інше"))


def test_a_picture_for_links_speaks_the_storys_language_whatever_that_of_the_page() -> None:
    ours, theirs = example(language="en-GB"), example(language="uk")
    with translation.override("uk"):
        assert image_digest(ours) == image_digest(example()) != image_digest(theirs)
        page_in_ukrainian = image_digest(theirs)
    assert page_in_ukrainian == image_digest(theirs)
