"""Who: people with their offices, and organisations, by how English news introduces them. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from stories.intake.rules.passages import Layout

_CAP: Final = r"[A-ZÀ-ÖØ-ÞĀ-ŽЀ-Я](?:[\wÀ-ž]|[’'‘](?=[A-ZÀ-Þ]|[a-z]{3})|-(?=\w)){0,40}[\wÀ-ž]"  # bounded, as every repeat here
_PARTICLE: Final = r"(?:de|da|di|du|del|della|der|den|la|le|van|von|bin|ibn|al|el|ter|dos|do|e|y)"
NAME: Final = (
    rf"{_CAP}(?:[ \u00a0](?:[A-Z]\.|{_PARTICLE}(?:[ \u00a0]{_PARTICLE})?[ \u00a0]{_CAP}|{_CAP})){{0,3}}"
)
_FULL: Final = rf"{_CAP}(?:[ \u00a0](?:[A-Z]\.(?:[ \u00a0][A-Z]\.)?[ \u00a0]{_CAP}|{_PARTICLE}(?:[ \u00a0]{_PARTICLE})?[ \u00a0]{_CAP}|{_CAP})){{1,3}}"
_ADDRESS: Final = r"(?:Mrs?|Ms|Mx|Miss|Sir|Dame|Lord|Lady)\.?"
_TITLE_WORD: Final = (
    r"(?:President|Prime[ \u00a0]Minister|Premier|Chancellor|Governor|Mayor|Senator|Sen\.|Congress(?:man|woman)|Representative|Rep\.|General|Gen\.|Admiral|Adm\.|"
    r"Colonel|Col\.|Captain|Capt\.|Major|Lieutenant|Lt\.|Sergeant|Sgt\.|Commander|Professor|Prof\.|Dr\.?|Doctor|Judge|Justice|Chief[ \u00a0]Justice|King|Queen|"
    r"Prince|Princess|Pope|Archbishop|Bishop|Cardinal|Rabbi|Imam|Reverend|Rev\.|Ambassador|Commissioner|Secretary(?:[ \u00a0-]General|[ \u00a0]of[ \u00a0][A-Z]\w+)?|"
    r"Minister|Director(?:[ \u00a0-]General)?|Chair(?:man|woman)?|Chief[ \u00a0]Executive|Councillor|Sheriff|Inspector|Engineer|Attorney[ \u00a0]General|Vice[ \u00a0]President|"
    r"Deputy|Speaker|Envoy|Spokes(?:man|woman|person)|Marshal|Emperor|Sultan|Sheikh|Ayatollah|Coach)"
)
_TITLE: Final = rf"(?:(?:(?:former|acting|interim|outgoing|then|deputy|vice)[ \u00a0])?(?:{_CAP}[ \u00a0]){{0,3}}?{_TITLE_WORD}(?:[ \u00a0]of[ \u00a0](?:the[ \u00a0])?{_CAP}(?:[ \u00a0]{_CAP})?)?+)"
TITLES: Final = rf"(?:{_ADDRESS}|{_TITLE})"
ROLES: Final = (
    "minister president premier mayor leader chief director secretary spokesman spokeswoman spokesperson chairman chairwoman chair head governor "
    "ambassador envoy negotiator adviser advisor analyst economist professor lecturer researcher scientist engineer doctor physician surgeon nurse "
    "farmer judge lawyer officer official commander general executive editor author historian manager owner founder member senator deputy lawmaker "
    "legislator mp mep candidate businessman businesswoman banker activist captain coach teacher headteacher priest bishop archbishop chancellor "
    "king queen prince princess foreman wife husband mother father son daughter sister brother widow driver pilot resident student worker baker "
    "fisherman inspector commissioner representative delegate diplomat aide strategist expert specialist consultant coordinator ceo counsel prosecutor "
    "attorney sheriff financier oligarch astronaut admiral colonel soldier journalist reporter correspondent writer critic campaigner organiser organizer "
    "chairperson co-founder geologist biologist climatologist meteorologist archaeologist anthropologist sociologist philosopher rector dean speaker "
    "councillor counsellor monarch pope rabbi imam trader fellow principal treasurer superintendent paramedic firefighter hydrologist veterinarian"
).split()
_ROLE: Final = rf"(?:{'|'.join(ROLES)})"
_ROLE_IN: Final = re.compile(rf"\b{_ROLE}\b", re.IGNORECASE)
# “the Ukrainian lead negotiator, Rustem Umerov”; “Its president, Ottokar Vance,”; “Russian envoy Kirill Dmitriev”
_BEFORE: Final = re.compile(
    rf"\b(?P<the>[Tt]he|[Ii]ts|[Hh]is|[Hh]er|[Tt]heir|[Oo]ur|[Aa]n?|{_CAP}[’']s?)[ \u00a0](?P<office>(?:[\w’'-]+[ \u00a0]){{0,6}}?{_ROLE}(?:[ \u00a0](?:of|for|at|in|to)[ \u00a0](?:the[ \u00a0])?[\w’'-]+(?:[ \u00a0][\w’'-]+){{0,4}}?)?)"
    rf",?[ \u00a0](?P<name>{NAME})(?=[,.;:—– \u00a0’'])"
)
_JOINED: Final = re.compile(
    rf"(?P<office>(?:\b{_CAP}[ \u00a0]){{0,3}}\b(?:(?:special|senior|chief|former|top|lead|deputy)[ \u00a0])?{_ROLE})[ \u00a0](?P<name>{_FULL})"
)
_AFTER: Final = re.compile(
    rf"(?P<name>{_FULL}),[ \u00a0](?:\d{{1,3}},[ \u00a0])?(?P<office>(?:(?:the|a|an|its|his|her|their|former|one)[ \u00a0]|{_CAP}[’']s[ \u00a0])?[^,.;:“”\"()—–\n]{{3,110}}?)(?=[,.;:—–]|[ \u00a0](?:who|said|says|told|on|speaking)\b)"
)
_NO_OFFICE: Final = re.compile(
    rf"(?:and|but|with|as|including)\b|(?:{_CAP}[ \u00a0]){{0,2}}{_TITLE_WORD}[ \u00a0]{_CAP}"
)
_TITLED: Final = re.compile(rf"\b(?P<office>{_TITLE})[ \u00a0](?P<name>{NAME})")
_OF: Final = re.compile(
    rf"[ \u00a0]of[ \u00a0](?P<place>(?:the[ \u00a0])?{_CAP}(?:[ \u00a0](?:of|for|the|and)[ \u00a0]{_CAP}|[ \u00a0]{_CAP})*)"
)
_ADDRESSED: Final = re.compile(rf"\b(?P<address>{_ADDRESS})[ \u00a0](?P<name>{NAME})")
_NAMED: Final = re.compile(rf"\b(?:named|called|name only as|known as|name as)[ \u00a0](?P<name>{NAME})\b")
_AGED: Final = re.compile(rf"(?P<name>{_FULL}),[ \u00a0]\d{{2}},")
_RUNS: Final = re.compile(
    rf"(?P<name>{_FULL}),[ \u00a0]who(?:se)?\b(?:[ \u00a0](?P<office>(?:runs|leads|heads|owns|chairs|directs|edits|founded|represents|manages|commands|teaches)[ \u00a0][^,.;:“”\"()—–\n]{{3,80}}?)(?=[,.;:—–]|[ \u00a0]and[ \u00a0]))?"
)
_SPOKE: Final = re.compile(
    rf"(?:\b(?:said|says|added|wrote|asked|told|warned|argued)[ \u00a0](?P<after>{_FULL})|(?P<name>{_FULL})(?:,[^,.“”\"]{{3,90}},)?[ \u00a0](?:said|says|told|added|wrote|warned|argued|announced|insisted)\b)"
)
# Capitalised words that begin sentences, or name no person.
_NOT_NAMES: Final = frozenset(
    """The A An In On At By For From To Of And But Or Nor So Yet If When While Where Why What Who How As After Before Since Until During Under Over
    This That These Those It Its He She They We You I His Her Their Our My Your Not No Yes All Some Any Each Every Both Many Most More Less Few Other
    Another Such Only Even Just Still Also Then There Here Now Today Tomorrow Yesterday Once Twice First Second Third Last Next New Old Mr Mrs Ms Dr
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August September October November December
    North South East West Northern Southern Eastern Western Central Asked According Whether Nobody Somebody Everybody Hospital Attention Opposition State States United
    Mount Lake River Bay Cape Island Islands Street Road Avenue Square Bridge Port Harbour Airport Valley Sea Ocean Hotel Park Castle Church
    Western European American British French German Russian Ukrainian Chinese English Published Source Find Conclusion Key""".split()
)
_IN_ORG_NAMES: Final = frozenset(
    "National Central European American British French German Russian Ukrainian Chinese New North South East West Northern Southern Eastern Western Port".split()
)
_SHE: Final = re.compile(
    r"\b(?:wife|mother|daughter|sister|widow|\w+woman|queen|princess|her)\b", re.IGNORECASE
)
_HE: Final = re.compile(r"\b(?:husband|father|son|brother|\w+man|king|prince|his)\b", re.IGNORECASE)

_HEADS: Final = {
    "Ministry": "Government body", "Department": "Government body", "Government": "Government", "Agency": "Government body", "Authority": "Public authority",
    "Inspectorate": "Government body", "Council": "Council", "Commission": "Commission", "Committee": "Committee", "Parliament": "Parliament",
    "Senate": "Parliament", "Congress": "Parliament", "Court": "Court", "Tribunal": "Court", "Police": "Police", "Bank": "Bank", "Fund": "Fund",
    "University": "University", "College": "College", "Institute": "Research institute", "Academy": "Academy", "Laboratory": "Laboratory",
    "Union": "Union", "Federation": "Federation", "Association": "Association", "League": "Association", "Society": "Society", "Party": "Political party",
    "Alliance": "Alliance", "Coalition": "Coalition", "Movement": "Movement", "Front": "Movement", "Organisation": "Organisation",
    "Organization": "Organisation", "Foundation": "Foundation", "Trust": "Trust", "Board": "Board", "Service": "Public service", "Office": "Government body",
    "Administration": "Government body", "Bureau": "Government body", "Corporation": "Company", "Company": "Company", "Group": "Company",
    "Holdings": "Company", "Industries": "Company", "Airlines": "Company", "Railways": "Company", "Resources": "Company", "Times": "Newspaper",
    "Courier": "Newspaper", "Gazette": "Newspaper", "Herald": "Newspaper", "Institution": "Institution", "Centre": "Centre", "Center": "Centre",
    "Observatory": "Research institute", "Forum": "Forum", "Network": "Network", "Confederation": "Federation", "Chamber": "Association", "Navy": "Armed forces",
    "Army": "Armed forces", "Guard": "Armed forces", "Hospital": "Hospital", "Church": "Church", "Cross": "Aid organisation", "Nations": "International organisation",
    "Watch": "Organisation", "Secretariat": "International organisation",
}  # fmt: skip
_SUFFIX: Final = "plc|PLC|Ltd|Limited|Inc|Corp|LLC|GmbH|AG|SA|NV|AB|ASA|Oy|SpA"
_ORG_WORD: Final = rf"{_CAP}[’']?"
_ORG: Final = re.compile(
    rf"(?<![\w.])(?:{_ORG_WORD}|[A-Z]{{2,5}})(?:[ \u00a0](?:(?:of|for|on)(?:[ \u00a0]the)?[ \u00a0])?(?:{_ORG_WORD}|[A-Z]{{2,5}})){{0,6}}(?:[ \u00a0](?:{_SUFFIX})\b\.?)?"
)
_ABBREVIATED: Final = re.compile(r"[ \u00a0]\((?:the[ \u00a0])?(?P<short>[A-Z][A-Za-z]{0,4}[A-Z])\)")
_WELL_KNOWN: Final = {
    "NATO": "NATO", "EU": "European Union", "UN": "United Nations", "IMF": "International Monetary Fund", "WHO": "World Health Organization", "WTO": "World Trade Organization",
    "OSCE": "Organization for Security and Co-operation in Europe", "ICC": "International Criminal Court", "OECD": "Organisation for Economic Co-operation and Development",
    "IAEA": "International Atomic Energy Agency", "UNHCR": "UN High Commissioner for Refugees", "UNICEF": "UNICEF", "UNESCO": "UNESCO", "OPEC": "OPEC", "ASEAN": "ASEAN",
    "NASA": "NASA", "IPCC": "Intergovernmental Panel on Climate Change",
}  # fmt: skip
_SHORT: Final = re.compile(rf"(?<![\w.-])(?:{'|'.join(_WELL_KNOWN)})(?![\w-])")


@dataclass(kw_only=True)
class Figured:
    """A person as the text introduces them. start, end: where the office is told, else of the first mention."""

    name: str
    office: str = ""
    start: int = 0
    end: int = 0
    is_she: bool | None = None
    mentions: list[int] = field(default_factory=list)

    @property
    def surname(self) -> str:
        return self.name.split()[-1]


@dataclass(frozen=True, kw_only=True)
class Named:
    """An organisation."""

    name: str
    abbreviation: str
    type: str
    start: int
    end: int


class People:
    """The people of a text, by surname, with where each is mentioned outside quoted words."""

    def __init__(self, layout: Layout, organisations: tuple[Named, ...]) -> None:
        self.layout = layout
        self.by_name: dict[str, Figured] = {}
        self._organisations = [(org.start, org.end) for org in organisations]
        self._orgs = {word for org in organisations for word in (org.name, org.abbreviation) if word}
        self._gather()
        self._mentions = sorted(
            (place, person.name) for person in self.by_name.values() for place in person.mentions
        )
        self._places = [place for place, _ in self._mentions]

    def called(self, words: str) -> Figured | None:
        """The person a name means: as it stands, or the only one with that last name."""
        words = re.sub(rf"^(?:{_ADDRESS}|{_TITLE})\s(?=[A-Z])", "", words.strip())
        if found := self.by_name.get(words):
            return found
        last = words.split()[-1] if words else ""
        same = [
            person
            for person in self.by_name.values()
            if person.surname == last or words == person.name.split()[0]
        ]
        return same[0] if len(same) == 1 else None

    def with_office(self, words: str) -> Figured | None:
        """The only person who holds an office of these words: “the minister”."""
        wanted = words.lower().split()[-1]
        found = [person for person in self.by_name.values() if wanted in person.office.lower().split()]
        return found[0] if len(found) == 1 else None

    def is_organisation(self, name: str) -> bool:
        return name in self._orgs

    def within(self, start: int, end: int) -> list[tuple[int, Figured]]:
        first, last = bisect.bisect_left(self._places, start), bisect.bisect_left(self._places, end)
        return [(place, self.by_name[name]) for place, name in self._mentions[first:last]]

    # -- gathering

    def _gather(self) -> None:
        text = self.layout.text
        for sentence in filter(self.layout.is_prose, self.layout.sentences):
            a, b = sentence.start, sentence.end
            for pattern in (_TITLED, _BEFORE, _JOINED):
                for match in pattern.finditer(text, a, b):
                    self._introduce(match, _office_before(text, match))
            for match in _AFTER.finditer(text, a, b):
                if _ROLE_IN.search(match["office"]) and not _NO_OFFICE.match(match["office"]):
                    self._introduce(match, match["office"])
            for pattern in (_NAMED, _AGED, _RUNS, _SPOKE):
                for match in pattern.finditer(text, a, b):
                    group = "after" if "after" in pattern.groupindex and match["after"] else "name"
                    self._introduce(match, match.groupdict().get("office") or "", group=group)
        for match in _ADDRESSED.finditer(text):
            self._addressed(match)
        self._find_mentions()

    def _introduce(self, match: re.Match[str], office: str, *, group: str = "name") -> None:
        place = match.start(group)
        name = trimmed(match[group])
        if self.layout.is_quoted(place) or self._is_organisation(place + len(match[group]) - len(name), name):
            return
        if match.re is _AFTER and len(name.split()) < 2:
            return
        if not name or (len(name.split()) == 1 and not office and match.re is not _NAMED):
            return
        office = _tidy_office(office)
        person = self.by_name.get(name)
        if person is None and len(name.split()) == 1:
            person = self.called(name)
            if person is None and match.re in (_BEFORE, _JOINED):
                return
        if person is None:
            person = self.by_name[name] = Figured(name=name, start=match.start(), end=match.end())
        if office and (
            not person.office
            or (len(person.office.split()) < 2 <= len(office.split()) and len(name.split()) > 1)
        ):
            person.office, person.start, person.end = office, match.start(), match.end()
            person.is_she = True if _SHE.search(office) and not re.match("her ", office) else person.is_she

    def _addressed(self, match: re.Match[str]) -> None:
        person = self.called(trimmed(match["name"]))
        if person is not None and match["address"].rstrip(".") in (
            "Mr",
            "Ms",
            "Mrs",
            "Miss",
            "Sir",
            "Lord",
            "Dame",
            "Lady",
        ):
            person.is_she = match["address"].rstrip(".") not in ("Mr", "Sir", "Lord")

    def _is_organisation(self, place: int, name: str) -> bool:
        return name in self._orgs or any(start <= place < end for start, end in self._organisations)

    def _find_mentions(self) -> None:
        """Every place outside quoted words where somebody is named, in full or by the last name alone."""
        if not self.by_name:
            return
        names = sorted({*self.by_name, *(p.surname for p in self.by_name.values())}, key=len, reverse=True)
        for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, names))})\b", self.layout.text):
            person = self.called(match[0])
            if person and not self.layout.is_quoted(match.start()):
                person.mentions.append(match.start())


def trimmed(name: str) -> str:
    """A name without words that only begin a sentence, or "" where nothing else is left."""
    words = re.sub(r"[’']s$", "", re.sub(rf"^(?:{_ADDRESS}|{_TITLE})\s(?={_CAP})", "", name.strip())).split()
    while words and words[0] in _NOT_NAMES:
        words = words[1:]
    if not words or any(word in _NOT_NAMES for word in words) or (words[-1].isupper() and len(words) == 1):
        return ""
    return " ".join(words)


def _office_before(text: str, match: re.Match[str]) -> str:
    office = match["office"]
    if match.re is _TITLED:
        office = re.sub(r"^(?:The|When|As|And|But|In|On|At|If|Under|With)\s", "", office)
        if of := _OF.match(text, match.end("name")):
            return f"{office}, {of['place']}" if "of" not in office else office
        return office
    the = match.groupdict().get("the") or ""
    return (
        f"{the} {office}"
        if the.endswith(("s", "’", "'")) and the[0].isupper() and the not in ("Its", "His")
        else office
    )


def _tidy_office(office: str) -> str:
    office = re.sub(r"^(?:the|a|an|its|his|her|their|one of the)\s", "", office.strip(), flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", office)[:300].strip(" ,")


def organisations(layout: Layout) -> Iterator[Named]:
    """Each organisation once, where it is first named outside quoted words."""
    text, seen = layout.text, set[str]()
    for match in _ORG.finditer(text):
        start, name = _org_name(match)
        if not name or layout.is_quoted(start) or not layout.is_prose(layout.sentence(start)):
            continue
        short = _ABBREVIATED.match(text, match.end())
        kind = _org_kind(name)
        if kind is None and not (short and _initials(name, short["short"])):
            continue
        if name in seen:
            continue
        seen.add(name)
        abbreviation = short["short"] if short else ""
        seen.add(abbreviation)
        yield Named(
            name=name, abbreviation=abbreviation, type=kind or "Organisation", start=start, end=match.end()
        )
    for match in _SHORT.finditer(text):
        name = _WELL_KNOWN[match[0]]
        if match[0] in seen or name in seen or layout.is_quoted(match.start()):
            continue
        if not layout.is_prose(layout.sentence(match.start())):
            continue
        seen |= {match[0], name}
        yield Named(
            name=name,
            abbreviation=match[0],
            type="International organisation",
            start=match.start(),
            end=match.end(),
        )


def _org_name(match: re.Match[str]) -> tuple[int, str]:
    """Where the name begins and the name: without words before it that only begin a sentence, or a person’s it follows."""
    found = re.split(
        r"\son\s(?=(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December)",
        match[0],
    )[0]
    words = found.split(" ")
    heads = [at for at, word in enumerate(words[:-1]) if word in _HEADS and words[at + 1] in ("of", "for")]
    joins = [at for at, word in enumerate(words) if word in ("of", "for", "on")]
    first = heads[0] if heads and joins and joins[0] < heads[0] else 0
    while first < len(words) and (
        words[first] in _NOT_NAMES - _IN_ORG_NAMES or words[first] in ("of", "for", "on", "the")
    ):
        first += 1
    name = " ".join(words[first:])
    start = match.start() + len(found) - len(name)
    return start, name if name.endswith("s’") else re.sub(r"[’']s?$", "", name)


def _org_kind(name: str) -> str | None:
    words = name.rstrip(".").split()
    if len(words) < 2:
        return None
    if words[-1] in _SUFFIX.split("|"):
        return "Company"
    before = next((i for i, word in enumerate(words) if word in ("of", "for", "on")), len(words))
    for word in (words[before - 1], words[0]):
        if word in _HEADS:
            return (
                _HEADS[word]
                if not (
                    word == "Union" and words[-1] == "Union" and words[0] in ("European", "African", "Soviet")
                )
                else "Supranational union"
            )
    return None


def _initials(name: str, short: str) -> bool:
    return short.upper() == "".join(word[0] for word in name.split() if word[0].isupper())
