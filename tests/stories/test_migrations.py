"""stories.migrations: what was published before a column or table was there is in it too."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from stories.models import Entry, Revision
from tests.stories.documents import FIXTURES, event, example, published, renamed, revise, shipped

pytestmark = pytest.mark.django_db


def migration(name: str) -> Any:
    return import_module(f"stories.migrations.{name}")


def test_no_migration_reads_the_code_of_today() -> None:
    """A later change of the code would change what an earlier migration does."""
    for file in (Path(__file__).parents[2] / "stories" / "migrations").glob("0*.py"):
        assert not re.search(r"^\s*(from|import) (stories|newsroom|debate|quiz)\b", file.read_text(), re.M), (
            file
        )


def test_revisions_from_before_tallies_were_kept_reach_the_corrections_page(client: Client) -> None:
    published(example())
    revise(note="A number was wrong.", timeline=renamed("Corrected"), quotes=[])
    revise(note="Only more of it.", timeline=[*renamed("Corrected"), event("new", "2026-05-20")], quotes=[])
    kept = list(Revision.objects.order_by("number").values_list("alters", "tally"))
    Revision.objects.update(alters=False, tally={})
    assert "A number was wrong" not in client.get("/corrections/").content.decode()
    migration("0004_tally_of_earlier_revisions").tally_what_has_none(apps, None)
    assert list(Revision.objects.order_by("number").values_list("alters", "tally")) == kept
    html = client.get("/corrections/").content.decode()
    assert "A number was wrong" in html
    assert "Only more of it" not in html


@pytest.mark.parametrize(
    "slug", ["harbour-bridge-vote", *sorted(file.stem for file in FIXTURES.glob("*.yaml"))]
)
def test_stories_from_before_the_index_are_found(slug: str) -> None:
    published(example() if slug == "harbour-bridge-vote" else shipped(slug))
    columns = [field.attname for field in Entry._meta.fields if field.name != "id"]
    kept = list(Entry.objects.order_by("order").values_list(*columns))
    index = migration("0005_index_what_is_live").index_what_is_live
    index(apps, None)
    assert Entry.objects.count() == len(kept), "a story that has its entries is left alone"
    Entry.objects.all().delete()
    index(apps, None)
    migration("0019_fold_anew").fold_anew(apps, None)
    assert list(Entry.objects.order_by("order").values_list(*columns)) == kept


def test_what_was_indexed_by_an_earlier_rule_is_folded_anew() -> None:
    published(example(headline="1 500 000 for Łukasz"))
    now = list(Entry.objects.order_by("pk").values_list("folded_title", "folded_text"))
    Entry.objects.update(folded_title="łukasz")
    migration("0019_fold_anew").fold_anew(apps, None)
    assert list(Entry.objects.order_by("pk").values_list("folded_title", "folded_text")) == now
