"""stories.responses: one page in three forms, each with an ETag of its own."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.test import Client

from stories.responses import chosen_encoding
from tests.stories.documents import example, published

PATHS = ["/", "/stories/harbour-bridge-vote/", "/stories/harbour-bridge-vote.json", "/search/?q=harbour"]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", "identity"),
        ("*", "br"),
        ("*;q=0", "identity"),
        ("br;q=0, *", "gzip"),
        ("identity, br;q=0.2", "identity"),
        ("BR ; Q=0.9", "br"),
        ("br;q=2, ,;;;\x00", "identity"),
        ("é" * 5_000, "identity"),
    ],
)
def test_the_encoding_is_the_best_the_visitor_takes(accepted: str, encoding: str) -> None:
    assert chosen_encoding(accepted) == encoding


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
def test_each_encoding_is_the_same_page_with_an_etag_of_its_own(path: str) -> None:
    published(example())
    plain, packed, zipped = (
        Client().get(path, headers={"accept-encoding": encoding}) for encoding in ("", "br", "gzip")
    )
    assert brotli.decompress(packed.content) == plain.content == gzip.decompress(zipped.content)
    assert [r.get("Content-Encoding") for r in (plain, packed, zipped)] == [None, "br", "gzip"]
    assert len({r["ETag"] for r in (plain, packed, zipped)}) == 3
    for response in (plain, packed, zipped):
        assert response["Vary"] == "Accept-Encoding"
        assert int(response["Content-Length"]) == len(response.content)
        assert response["Cache-Control"] == "public, max-age=60, stale-while-revalidate=300"
        assert not response.cookies
        encoding = response.get("Content-Encoding", "")
        again = {"accept-encoding": encoding, "if-none-match": response["ETag"]}
        assert Client().get(path, headers=again).status_code == 304
