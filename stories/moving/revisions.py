"""The stories of a newsroom as files: each with its record, every revision's document, and its draft if that differs.

    stories/<slug>/story.yaml           what is published and how, and who reviewed which revision
    stories/<slug>/revision-0001.yaml   the documents, as `export_story` writes them
    stories/<slug>/draft.yaml           only if readers see something else

A revision is a public record: those that are here are never changed, and ones that follow them are added.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from pydantic import ValidationError

from newsroom.documents import DocumentFaults, Fault, faults_of, read_yaml, write_yaml
from newsroom.documents import Part as Piece
from stories import index, publishing
from stories.document import LISTS, StoryDocument, story_sha256, story_yaml
from stories.finished import finish
from stories.models import Renamed, Revision, Story
from stories.moving import reading
from stories.moving.parts import Files, Part, Report, register
from stories.renaming import comparable

RECORD, DRAFT = "story.yaml", "draft.yaml"


class RevisionRecord(Piece):
    number: int
    kind: str
    note: str
    published_at: str
    sha256: str
    reviewed_by: str | None


class Withdrawal(Piece):
    at: str
    reason: str


class RenamedRecord(Piece):
    kind: str
    old: str
    new: str


class StoryRecord(Piece):
    slug: str
    live: int | None
    withdrawn: Withdrawal | None
    reviewed_only: bool
    second_pair_of_eyes: bool
    renamed: list[RenamedRecord] = []
    revisions: list[RevisionRecord]


@dataclass(frozen=True, kw_only=True)
class Moved:
    """One story as its files have it."""

    record: StoryRecord
    documents: dict[int, StoryDocument]
    draft: StoryDocument | None  # None: what readers see


def export(report: Report) -> Iterator[tuple[str, str]]:
    for story in Story.objects.select_related("live").order_by("slug"):
        revisions = list(story.revisions.select_related("reviewed_by").order_by("number"))
        yield f"{story.slug}/{RECORD}", write_yaml(_record(story, revisions).model_dump())
        for revision in revisions:
            yield f"{story.slug}/{_name(revision.number)}", story_yaml(revision.as_document())
        try:
            draft = publishing.compile_document(story)
        except DocumentFaults as error:
            report.refuse(f"{story.slug}/{DRAFT}", error)
            continue
        if story.live is None or draft != story.live.as_document():
            yield f"{story.slug}/{DRAFT}", story_yaml(draft)


def load(files: Files, report: Report, replace: bool) -> None:
    """All stories; of new revisions the earliest first, whichever story they are of, as they were published."""
    moved: dict[str, Moved] = {}
    for slug in sorted({path.partition("/")[0] for path in files}):
        own = {path.partition("/")[2]: data for path, data in files.items() if path.startswith(f"{slug}/")}
        if found := _read(slug, own, report):
            moved[slug] = found
    waiting: list[tuple[RevisionRecord, Story]] = []
    taken: list[tuple[Story, Moved]] = []
    for slug, wanted in moved.items():
        story = Story.objects.select_for_update(of=("self",)).select_related("live").filter(slug=slug).first()
        here = _moved(story) if story else None
        if here == wanted:
            report.say(f"{slug}/{RECORD}", "nothing to change")
            continue
        if here is not None and (why := _why_not(here.record, wanted.record, replace)):
            report.refuse(f"{slug}/{RECORD}", why)
            continue
        document = wanted.draft or wanted.documents[max(wanted.documents)]
        story, _ = publishing.load(document, is_new=story is None)
        known = len(here.record.revisions) if here else 0
        for one in wanted.record.renamed:
            Renamed.objects.update_or_create(
                story=story, kind=one.kind, old=one.old, defaults={"new": one.new}
            )
        waiting += [(record, story) for record in wanted.record.revisions[known:]]
        taken.append((story, wanted))
        report.say(f"{slug}/{RECORD}", "changed" if here else "new")
    for record, story in sorted(waiting, key=lambda each: (_moment(each[0].published_at), each[0].number)):
        _publish(story, record, moved[story.slug].documents)
    for story, wanted in taken:
        _stand(story, wanted.record)


def _record(story: Story, revisions: list[Revision]) -> StoryRecord:
    gone = story.withdrawn_at
    return StoryRecord(
        slug=story.slug,
        live=story.live.number if story.live else None,
        withdrawn=Withdrawal(at=_told(gone), reason=story.withdrawn_reason) if gone else None,
        reviewed_only=story.reviewed_only,
        second_pair_of_eyes=story.second_pair_of_eyes,
        renamed=[
            RenamedRecord(kind=one.kind, old=one.old, new=one.new)
            for one in story.renamed.order_by("kind", "old")
        ],
        revisions=[
            RevisionRecord(
                number=revision.number,
                kind=revision.kind,
                note=revision.note,
                published_at=_told(revision.published_at),
                sha256=story_sha256(revision.as_document()),
                reviewed_by=revision.reviewed_by.get_username() if revision.reviewed_by else None,
            )
            for revision in revisions
        ],
    )


def _moved(story: Story) -> Moved:
    """A story that is here, as its files would have it; a draft that is not whole counts as another one."""
    revisions = list(story.revisions.select_related("reviewed_by").order_by("number"))
    live = story.live.as_document() if story.live else None
    try:
        draft: StoryDocument | None = publishing.compile_document(story)
        draft = None if draft == live else draft
    except DocumentFaults:
        draft = live
    documents = {revision.number: revision.as_document() for revision in revisions}
    return Moved(record=_record(story, revisions), documents=documents, draft=draft)


def _why_not(here: StoryRecord, wanted: StoryRecord, replace: bool) -> str:
    """Why a story that is here does not become what the files say; "" if it may."""
    if here.revisions != wanted.revisions[: len(here.revisions)]:
        return (
            f"this newsroom has published other revisions of {here.slug}, and what was published stays: import its "
            "document with load_story, and publish that"
        )
    if not replace:
        return f"{here.slug} is here and differs: --replace makes it what the files say"
    return ""


def _publish(story: Story, record: RevisionRecord, documents: dict[int, StoryDocument]) -> None:
    """A revision as it was published elsewhere."""
    document = documents[record.number]
    before = max((number for number in documents if number < record.number), default=None)
    tally: dict[str, Any] = {}
    if before is not None:
        tally = publishing.tally_of(comparable(story.pk, documents[before], document), document)
    Revision.objects.create(
        story=story,
        number=record.number,
        document=document.as_json(),
        sha256=record.sha256,
        kind=record.kind,
        note=record.note,
        reviewed_by=_who(record.reviewed_by),
        published_at=_moment(record.published_at),
        alters=bool(tally.get("changed") or tally.get("removed") or record.kind == Revision.Kind.CORRECTION),
        tally=tally,
    )


def _who(name: str | None) -> User | None:
    """The account of that name; where there is none, one that nobody can sign in to, so that the name stays."""
    if name is None:
        return None
    user, is_new = User.objects.get_or_create(username=name, defaults={"is_active": False})
    if is_new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def _stand(story: Story, record: StoryRecord) -> None:
    """Give readers what the record says."""
    story.live = story.revisions.filter(number=record.live).first() if record.live is not None else None
    gone = record.withdrawn
    story.withdrawn_at = _moment(gone.at) if gone else None
    story.withdrawn_reason = gone.reason if gone else ""
    story.reviewed_only, story.second_pair_of_eyes = record.reviewed_only, record.second_pair_of_eyes
    story.loaded_sha256 = publishing.draft_digest(story)
    story.save()
    if story.live is not None:
        index.refresh(story, story.live.as_document())
        transaction.on_commit(partial(finish, story), robust=True)


def _read(slug: str, files: Files, report: Report) -> Moved | None:
    """A story's files, each refused with its own faults; None if any is."""
    documents: dict[int, StoryDocument] = {}
    draft: StoryDocument | None = None
    record: StoryRecord | None = None
    is_whole = True
    for path, data in sorted(files.items()):
        try:
            text = reading.text_of(data)
            if path == RECORD:
                record = _read_record(slug, text)
                continue
            document = reading.read(text)
            if document.slug != slug:
                raise DocumentFaults(
                    [Fault(path="slug", message=f"is {document.slug} in the folder of {slug}")]
                )
            if path == DRAFT:
                draft = document
            else:
                documents[_number(path)] = document
        except DocumentFaults as error:
            is_whole = False
            report.refuse(f"{slug}/{path}", error)
    if record is None:
        if RECORD not in files:
            report.refuse(f"{slug}/{RECORD}", "is missing")
        return None
    faults = list(_faults(record, documents, draft)) if is_whole else []
    if faults:
        report.refuse(f"{slug}/{RECORD}", DocumentFaults(faults))
    return None if faults or not is_whole else Moved(record=record, documents=documents, draft=draft)


def _read_record(slug: str, text: str) -> StoryRecord:
    try:
        record = StoryRecord.model_validate(read_yaml(text))
    except ValidationError as error:
        raise DocumentFaults(faults_of(error)) from error
    faults = (
        [Fault(path="slug", message=f"is {record.slug} in the folder of {slug}")]
        if record.slug != slug
        else []
    )
    for i, revision in enumerate(record.revisions):
        if revision.kind not in Revision.Kind.values:
            faults.append(
                Fault(path=f"revisions[{i}].kind", message=f"is none of {', '.join(Revision.Kind.values)}")
            )
        if _moment_or_none(revision.published_at) is None:
            faults.append(Fault(path=f"revisions[{i}].published_at", message="is no moment with its zone"))
        if not 0 < len(revision.reviewed_by or "x") <= 150:
            faults.append(Fault(path=f"revisions[{i}].reviewed_by", message="is no name of an account"))
        if len(revision.note) > 300:
            faults.append(Fault(path=f"revisions[{i}].note", message="has more than 300 characters"))
    for i, one in enumerate(record.renamed):
        if one.kind not in LISTS or not all(
            re.fullmatch("[a-z0-9-]{1,80}", key) for key in (one.old, one.new)
        ):
            faults.append(Fault(path=f"renamed[{i}]", message="names no kind, or no key"))
    if record.withdrawn and _moment_or_none(record.withdrawn.at) is None:
        faults.append(Fault(path="withdrawn.at", message="is no moment with its zone"))
    if record.withdrawn and len(record.withdrawn.reason) > 300:
        faults.append(Fault(path="withdrawn.reason", message="has more than 300 characters"))
    if faults:
        raise DocumentFaults(faults)
    return record


def _faults(
    record: StoryRecord, documents: dict[int, StoryDocument], draft: StoryDocument | None
) -> Iterator[Fault]:
    """What does not fit together."""
    numbers = [revision.number for revision in record.revisions]
    if numbers != sorted(set(numbers)) or any(number < 1 for number in numbers):
        yield Fault(path="revisions", message="are not numbered upwards, each once")
    if set(numbers) != documents.keys():
        yield Fault(path="revisions", message="are not those that have a document beside this file")
    if record.live not in (None, *numbers):
        yield Fault(path="live", message=f"names revision {record.live}, which is none of them")
    if record.live is None and (draft is None or record.withdrawn):
        yield Fault(path="live", message="is nothing, and there is no draft either, or it was withdrawn")
    for i, revision in enumerate(record.revisions):
        document = documents.get(revision.number)
        if document is not None and story_sha256(document) != revision.sha256:
            words = f"is not the hash of {_name(revision.number)}: that is {story_sha256(document)}"
            yield Fault(path=f"revisions[{i}].sha256", message=words)


def _name(number: int) -> str:
    return f"revision-{number:04}.yaml"


def _number(path: str) -> int:
    digits = path.removeprefix("revision-").removesuffix(".yaml")
    if not digits.isdecimal() or path != _name(int(digits)):
        raise DocumentFaults([Fault(path="document", message="is no file of an export")])
    return int(digits)


def _told(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def _moment_or_none(text: str) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def register_stories() -> None:
    register(Part(folder="stories", order=10, export=export, load=load))
