"""The style sheets as a whole: one order of layers, one home for tokens, no rule for what does not exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHEETS = sorted((ROOT / "static" / "css").glob("*.css"))
BASE = ROOT / "static" / "css" / "base.css"
APPS = ("newsroom", "stories", "debate", "quiz")


def bare(sheet: Path) -> str:
    """A sheet without its comments and strings, which may hold anything."""
    return re.sub(r'"[^"]*"', '""', re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL))


def blocks(css: str) -> Iterator[tuple[str, str]]:
    """What stands at the top: (prelude, body) of each block, ("@layer a, b", "") of a statement."""
    depth = start = opened = 0
    for place, sign in enumerate(css):
        if sign == ";" and not depth:
            yield css[start:place].strip(), ""
            start = place + 1
        elif sign == "{":
            opened = opened if depth else place
            depth += 1
        elif sign == "}":
            depth -= 1
            if not depth:
                yield css[start:opened].strip(), css[opened + 1 : place]
                start = place + 1
    assert not depth
    assert not css[start:].strip()


def selectors(css: str) -> str:
    """Everything but declarations."""
    return re.sub(r"\{[^{}]*\}", " ", css)


@cache
def layers() -> list[str]:
    """The one declaration of their order, which is the first thing a browser reads."""
    prelude, body = next(blocks(bare(BASE)))
    assert prelude.startswith("@layer "), "the first rule of base.css declares the layers"
    assert not body
    return prelude.removeprefix("@layer ").replace(" ", "").split(",")


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_a_sheet_uses_the_declared_layers_in_their_order(sheet: Path) -> None:
    used = []
    for prelude, body in blocks(bare(sheet)):
        if prelude.startswith("@font-face") or (sheet == BASE and prelude == f"@layer {', '.join(layers())}"):
            continue
        assert body, f"{prelude}: only base.css declares an order"
        assert prelude.startswith("@layer "), f"{prelude} stands in no layer, and so above all of them"
        assert "@layer" not in body
        used.append(prelude.removeprefix("@layer "))
    assert used == [name for name in layers() if name in used], "each layer once, in the declared order"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_what_is_for_paper_stands_in_the_last_layer(sheet: Path) -> None:
    assert layers()[-1] == "print"
    for prelude, body in blocks(bare(sheet)):
        inner = [name for name, _ in blocks(body)] if prelude == "@layer print" else []
        assert set(inner) <= {"@media print"}
        assert prelude == "@layer print" or not re.search(r"@media[^{]*print", body), prelude


def test_colours_and_shared_tokens_are_set_in_one_place() -> None:
    tokens = set(re.findall(r"(--[\w-]+):", bare(BASE))) - {"--c"}  # a side, or whatever is coloured like one
    for sheet in SHEETS:
        if sheet == BASE:
            continue
        text = bare(sheet)
        assert not re.findall(r":[^;{}]*(#[0-9a-fA-F]{3,8})\b", text), sheet.name
        assert not tokens & set(re.findall(r"[{;]\s*(--[\w-]+):", text)), sheet.name
        assert set(re.findall(r"var\((--[\w-]+)", text)) <= tokens | {"--c"}, sheet.name


def templates(*, of_the_style_guide: bool) -> list[Path]:
    """Readers' pages, or the style guide's, which must not keep alive what no reader sees."""
    found = [path for kind in ("*.html", "*.jinja") for path in (ROOT / "templates").rglob(kind)]
    return [path for path in found if ("styleguide" in path.parts) == of_the_style_guide]


@cache
def named(*, of_the_style_guide: bool) -> tuple[frozenset[str], tuple[str, ...]]:
    """Every class that a page can get, and the beginnings of those a template completes (`accent-{{ n }}`)."""
    whole: set[str] = set()
    begun: set[str] = set()
    pages = templates(of_the_style_guide=False)
    if of_the_style_guide:
        pages += templates(of_the_style_guide=True)
    for path in pages:
        for value in re.findall(r'class="((?:\{%.*?%\}|\{\{.*?\}\}|[^"])*)"', path.read_text(), re.DOTALL):
            begun |= set(re.findall(r"([\w-]+-)\{\{", value))
            whole |= set(re.split(r"\s+", re.sub(r"\{%.*?%\}|\{\{.*?\}\}", " ", value)))
    scripts = [path.read_text() for path in (ROOT / "static" / "js").glob("*.js")]
    code = [path.read_text() for app in APPS for path in (ROOT / app).rglob("*.py")]
    for text in (*scripts, *code):  # `"pro"`, which a template prints as a class, and `class="cite"`
        whole |= set(re.findall(r"[\"']([\w-]+)[\"']", text))
        whole |= {word for value in re.findall(r'class="([\w -]+)', text) for word in value.split()}
    return frozenset(whole), tuple(begun)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_no_class_is_styled_that_nothing_names(sheet: Path) -> None:
    whole, begun = named(of_the_style_guide=sheet.name == "styleguide.css")
    styled = set(re.findall(r"\.([a-zA-Z][\w-]*)", selectors(bare(sheet))))
    unknown = {name for name in styled if name not in whole and not name.startswith((*begun, "htmx-"))}
    assert unknown == set()


def test_every_sheet_is_linked_and_every_link_leads_to_one() -> None:
    linked = {
        name
        for path in templates(of_the_style_guide=False)
        for name in re.findall(r"(?:'|/static/)css/([\w-]+\.css)", path.read_text())
    }
    assert linked | {"styleguide.css"} == {sheet.name for sheet in SHEETS}
