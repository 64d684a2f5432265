from __future__ import annotations

import pytest
from django.template import engines
from django.template.loader import render_to_string
from jinja2 import UndefinedError


def rendered(source: str, **values: object) -> str:
    return engines["jinja2"].from_string(source).render(values)


def test_text_is_escaped_in_element_and_attribute() -> None:
    out = rendered("""<a title="{{ text }}">{{ text }}</a>""", text="""<b>"'&""")
    assert out == '<a title="&lt;b&gt;&#34;&#39;&amp;">&lt;b&gt;&#34;&#39;&amp;</a>'


def test_a_misspelt_name_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        rendered("{{ pge.title }}", page={})
    with pytest.raises(UndefinedError):
        rendered("{{ page.titel }}", page={"title": "x"})


def test_endings_follow_the_number() -> None:
    source = '{{ n }} event{{ n|pluralize }} rest{{ n|pluralize("s,") }}'
    assert [rendered(source, n=n) for n in (0, 1, 2)] == ["0 events rest", "1 event rests", "2 events rest"]
    assert rendered("{{ some|pluralize }}", some=["one"]) == ""


def test_a_page_sees_only_what_it_hands_over() -> None:
    """Nothing of the page around it, such as the visitor, reaches a part."""
    with pytest.raises(UndefinedError):
        render_to_string("stories/_figures.jinja", {}, using="jinja2")
