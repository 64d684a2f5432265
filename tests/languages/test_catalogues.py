"""newsroom.languages.catalogues: what is wrong with a translation is said, and never shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo

from newsroom.languages import catalogues
from newsroom.languages.compiling import compiled

HEAD = 'msgid ""\nmsgstr ""\n"Language: uk\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def test_a_string_that_is_fuzzy_or_half_translated_is_read_in_english(tmp_path: Path) -> None:
    at = tmp_path / "room" / "locale" / "uk" / "LC_MESSAGES"
    at.mkdir(parents=True)
    (at / "django.po").write_text(
        HEAD
        + 'msgid "Search"\nmsgstr "Шукати"\n\n#, fuzzy\nmsgid "About"\nmsgstr "Близько"\n\nmsgid "Me"\nmsgstr ""\n\n'
        + 'msgid "one"\nmsgid_plural "many"\nmsgstr[0] "один"\nmsgstr[1] ""\nmsgstr[2] ""\n',
        encoding="utf-8",
    )
    state = tmp_path / "var"
    folder = compiled([tmp_path / "room"], state)
    with (folder / "uk" / "LC_MESSAGES" / "django.mo").open("rb") as file:
        assert [message.id for message in read_mo(file) if message.id] == ["Search"]
    assert compiled([tmp_path / "room"], state) == folder, "made once"
    (at / "django.po").write_text(HEAD, encoding="utf-8")
    assert compiled([tmp_path / "room"], state) != folder, "another translation is another folder"


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ("%(n)s of %(m)s", "%(n)s із %(m)s", ""),
        ("%(n)s of %(m)s", "%(n)s", "placeholders"),
        ("{date}", "{data}", "placeholders"),
        (("%(n)s day", "%(n)s days"), ("%(n)s день", "%(n)s дні", "%(n)s днів"), ""),
        (("one day", "%(n)s days"), ("%(n)s день", "%(n)s дні", "%(n)s днів"), ""),
        (("%(n)s day", "%(n)s days"), ("%(n)s день", "%(n)s дні", ""), "plural form"),
        (("%(n)s day", "%(n)s days"), ("%(n)s день", "дні", "%(n)s днів"), "placeholders"),
    ],
)
def test_a_wrong_translation_is_named(
    source: str | tuple[str, ...], translation: str | tuple[str, ...], fault: str
) -> None:
    found = list(catalogues.wrong(Message(source, translation)))
    assert (fault in found[0]) if fault else not found


def test_strings_are_found_wherever_they_stand(tmp_path: Path) -> None:
    def ids(name: str, text: str) -> list[object]:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return [message[1] for message in catalogues.strings_of(tmp_path / name)]

    assert ids("a.py", 'x = _("one")\ny = ngettext("two", "twos", 2)\n') == ["one", ("two", "twos")]
    assert ids("a.py", 'x = lazy("one")\ny = gettext_lazy("two")\n') == ["one", "two"]
    django = '{% if x %}\n    {% translate "one" %}\n  {% blocktranslate trimmed %}\n  It’s\n  two\n{% endblocktranslate %}{% endif %}'
    assert ids("a.html", django) == ["one", "It’s two"]
    assert ids("a.jinja", "{% trans %}\n one\n  two {% endtrans %}{{ _('x') }}") == ["one two", "x"]


def test_the_catalogues_are_whole() -> None:
    """Stale: run `manage.py messages`, and commit what it changed."""
    assert [f"{fault.where} {fault.what}" for fault in catalogues.faults()] == []


def test_a_template_belongs_to_the_room_of_its_app() -> None:
    for template, room in {
        "stories/story.html": "stories",
        "admin/stories/panel.html": "stories",
        "players/me.html": "newsroom",
        "base.html": "newsroom",
    }.items():
        assert catalogues.room_of(Path(template)) == room
