"""The words that turn, attribute or weaken a statement, by what they do; what `guards` looks for.

Lemmas unless said otherwise. Each list of words that a card *requires* to survive has a wider one of words
that *keep* it: a card's "could" is kept by "may", "if" or "scenario".
"""

from __future__ import annotations

import re
from typing import Final

from .lexicon import lemma


def _lemmas(words: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in words.split())


# Phrases with a negative word that negate nothing; blanked before anything is looked for.
HARMLESS: Final = re.compile(
    r"\b(?:no (?:more|fewer|less|later|earlier) (?:\w+ ){0,4}?than|not (?:more|fewer|less|later|earlier|exceeding) than|not (?:only|just|merely|"
    r"simply|least|even)|no doubt|without (?:a )?doubt|no matter|no wonder|no sooner|nothing but|none other|whether or not|"
    r"not (?:yet )?enough|no small|not (?:to )?mention|not for nothing|no less|never (?:more|less) than|not quite|why not|if not|"
    r"no stranger|nothing if not|not least|not (?:a )?surpris\w+|not (?:over|above|under|below|exceed(?:ing)?))\b",
    re.IGNORECASE,
)
# Keys; how many content words each reaches.
NEGATORS: Final = {
    "not": 4, "cannot": 4, "never": 4, "no": 4, "none": 4, "nobody": 3, "nothing": 3, "neither": 3, "nor": 3,
    "without": 4, "nowhere": 3, "hardly": 3, "scarcely": 3, "barely": 3,
}  # fmt: skip
# Verbs too common to show that a cue reaches the same thing.
EMPTY: Final = _lemmas("say tell need")
# Verbs and adjectives that say "not" of what follows them.
REFUSALS: Final = _lemmas(
    "reject refuse deny lack dismiss oppose exclude prevent forbid prohibit ban unable impossible unwilling "
    "omit absent veto unaware unknown rebuff spurn disavow disprove refute withhold abstain neglect"
)
# Particles that take something away: "took it out of most cans" keeps "banned".
AWAY: Final = frozenset("out off away against".split())
DETERMINERS: Final = frozenset("a an the this that these those its his her their our any every each".split())
# First key of a two-word refusal and its second: "leaves out", "rules out", "short of".
REFUSAL_PAIRS: Final = frozenset(
    (lemma(verb), particle)
    for verb, particle in (
        ("leave", "out"),
        ("rule", "out"),
        ("leave", "off"),
        ("turn", "down"),
        ("strike", "out"),
        ("fail", "to"),
        ("decline", "to"),
        ("hold", "back"),
        ("call", "off"),
        ("run", "out"),
    )
)
PREFIXES: Final = ("un", "in", "im", "dis", "non")
# Where the reach of a cue ends.
SCOPE_STOPS: Final = frozenset(
    "but because which who whom whose when where while although though if until unless since as whereas after before and".split()
)
# What keeps a refusal in other words: the demand that a text "leaves out" has gone from it.
DENIALS: Final = REFUSALS | _lemmas(
    "fail decline go drop remove delete strip miss vanish disappear abandon shed end cease stop without false untrue wrong empty gone absent "
    "missing lose void cancel"
)


# Each side by its words and their lemmas; function words ("more") have no lemma.
OPPOSITES: Final = tuple(
    (frozenset(left.split()) | _lemmas(left), frozenset(right.split()) | _lemmas(right))
    for left, right in (
        (
            "rise increase grow climb raise expand soar mount jump leap surge rally swell shoot rocket skyrocket double triple",
            (
                "fall decrease shrink decline drop reduce lower diminish sink plunge plummet slump slide tumble collapse crash dip "
                "dwindle halve subside recede ebb"
            ),
        ),
        ("add lengthen extend prolong", "cut save subtract shorten remove drop"),
        ("raise", "lower cut"),
        ("enlarge widen broaden", "narrow shrink"),
        ("deepen", "flatten"),
        ("accept approve welcome endorse embrace sign ratify", "reject refuse rebuff decline spurn veto"),
        ("allow permit authorise provide", "forbid ban prohibit bar cap block"),
        ("keep retain preserve", "give_up surrender yield cede abandon"),
        ("win victory victorious", "lose defeat"),
        ("succeed success", "fail failure"),
        ("strengthen harden toughen", "weaken soften"),
        ("support back favour defend", "oppose resist attack"),
        ("gain capture conquer seize regain", "lose surrender"),
        ("encourage urge", "discourage deter"),
        ("join enter arrive", "leave quit withdraw depart"),
        ("open reopen unlock", "close closed shut cover seal lock"),
        ("begin start restart resume reopen", "end stop finish cease suspend halt shut pause interrupt"),
        ("confirm admit acknowledge", "deny dispute contest"),
        ("reveal disclose publish expose", "hide conceal suppress"),
        ("please delight reassure calm", "anger alarm outrage frighten infuriate"),
        ("praise applaud commend", "blame criticise condemn attack denounce"),
        ("hope", "fear"),
        ("trust", "distrust mistrust"),
        ("remember recall recognise", "forget overlook"),
        ("tighten stiffen", "relax loosen ease"),
        ("plan foresee", "unexpected unexpectedly unplanned unforeseen"),
        ("create establish found introduce impose", "abolish dissolve dismantle repeal lift withdraw scrap"),
        ("continue", "drop abandon"),
        ("advance", "retreat"),
        ("buy buyer purchase", "sell seller"),
        ("lend lent lender creditor", "borrow borrower debtor"),
        ("rescue save", "doom"),
        ("overestimate exaggerate", "underestimate"),
        ("freeze", "thaw"),
        ("hasten accelerate", "delay slow"),
        ("more", "less fewer"),
        ("most", "least fewest"),
        ("large larger largest big bigger biggest great greater greatest", "small smaller smallest little"),
        ("long longer longest", "short shorter shortest brief briefer"),
        ("high higher highest", "low lower lowest"),
        ("strong stronger strongest", "weak weaker weakest"),
        ("rich richer richest wealthy", "poor poorer poorest"),
        ("fast faster quick quicker quickly rapid", "slow slower slowly"),
        ("hard harder difficult", "easy easier soft"),
        ("wide wider broad", "narrow narrower"),
        ("good better best", "bad worse worst"),
        ("early earlier", "late later"),
        ("first", "last afterwards"),
        ("nearer closer", "farther distant"),
        ("strict stricter harsh tough severe rigid", "lenient loose lax mild favourable generous forgiving"),
        ("friendly", "hostile"),
        ("safe safer harmless", "dangerous risky harmful"),
        ("plentiful abundant ample", "scarce short rare"),
        ("cheap cheaper cheapest", "expensive costlier dear dearer dearest"),
        ("robust sound", "fragile flimsy deficient faulty"),
        ("modern new redesign", "obsolete old outdated"),
        ("vital indispensable essential crucial", "obsolete useless needless superfluous"),
        ("temporary", "permanent"),
        ("public open openly", "secret private secretly privately"),
        ("voluntary", "forced compulsory"),
        ("majority", "minority"),
        ("inside within", "outside"),
        ("east eastern", "west western"),
        ("north northern", "south southern"),
        ("warm warmer hot", "cold cool"),
        ("exact precise", "vague ambiguous"),
        ("certain sure", "doubtful"),
        ("alive", "dead"),
        ("quiet calm", "noisy turbulent"),
        ("import importer", "export exporter"),
        ("profit profitable surplus", "loss deficit shortfall unprofitable"),
        ("uphold upheld confirm affirm sustain", "overturn overrule quash reverse annul strike_down"),
        ("acquit acquittal exonerate innocent pardon", "convict conviction condemn guilty"),
        ("full fuller crowded packed", "empty emptier deserted vacant"),
        ("release free liberate", "arrest seize detain jail imprison capture abduct kidnap"),
        ("grant issue award renew", "revoke withdraw refuse deny suspend cancel"),
        ("hire recruit employ appoint", "dismiss sack fire oust"),
        ("elect re-elect", "oust unseat"),
        ("promote promotion", "demote demotion relegate"),
        ("recover survive heal", "die perish succumb"),
        ("survivor", "victim"),
        ("optimistic hopeful confident", "pessimistic gloomy despondent sceptical"),
        ("attacker aggressor", "defender"),
        ("teacher", "pupil"),
        ("ally friend", "enemy foe rival"),
        ("arm mobilise", "disarm demobilise"),
        ("build construct erect", "demolish destroy raze"),
        ("unite merge reunite", "divide split separate"),
        ("above over", "below under beneath"),
        ("upstream uphill", "downstream downhill"),
        ("love admire", "hate dislike despise"),
        ("legal lawful", "illegal unlawful"),
        ("obey comply respect honour", "defy violate breach break disobey"),
        ("include", "exclude omit"),
        ("attract", "repel deter"),
        ("inflow influx immigrant immigration", "outflow exodus emigrant emigration"),
        ("present attend attendance", "absent absence boycott skip"),
        ("ahead", "behind"),
        ("clean pure", "dirty polluted contaminated"),
        ("wet rainy flood", "dry drought arid"),
        ("young younger youngest", "old older oldest elderly"),
        ("calm peaceful peacefully", "violent violently riot"),
        ("truth true", "false falsehood"),
        ("maximum peak highest", "minimum trough lowest"),
    )
)

# Pairs of which one party does this and the other that: "Qatar lent Egypt" is "Egypt borrowed from Qatar".
CONVERSES: Final = frozenset(
    number
    for number, (left, right) in enumerate(OPPOSITES)
    for one, other in (("lend", "borrow"), ("buy", "sell"), ("import", "export"))
    if one in left and other in right
)
# Verbs that vouch for what others only claim.
VOUCHES: Final = _lemmas("establish prove confirm show demonstrate admit agree")
DISPUTES: Final = _lemmas("allege claim deny dispute reject contest accuse")

# Verbs that always report what somebody holds, and those that do with "that" or after a comma.
REPORTS: Final = _lemmas(
    "say report claim allege assert argue insist warn believe think estimate suggest describe call accuse predict hint complain "
    "boast contend speculate fear expect"
)
REPORTS_THAT: Final = _lemmas(
    "tell find conclude add note announce state maintain hold declare write admit confirm acknowledge explain repeat reply judge "
    "observe recall concede testify promise recommend"
)
# Keys.
ADVERBS_OF_REPORT: Final = frozenset(
    "reportedly allegedly supposedly purportedly ostensibly apparently alleged supposed purported".split()
)
REPORT_KEEPS: Final = REPORTS | _lemmas(
    "word account view count reckoning estimate statement warning assessment phrase verdict testimony admission conclusion opinion "
    "judgment judgement article essay observer source publish confess remember recall learn tell model study according speak put label dub brand hail denounce quote praise deny demand answer ask respond cite "
    "boast regard consider call threat voice message term refer reckon"
)  # fmt: skip
TRUSTED: Final = re.compile(
    r"\bif [^,.;]{1,40}\b(?:is|are) (?:right|correct|accurate|to be believed)\b|\bby [^,.;]{1,30}'s? (?:own )?(?:count|account|reckoning|estimates?|figures?|telling|lights|admission|showing)\b"
)
CALLED_OTHERWISE: Final = frozenset("for off up on in upon back out to".split())
# Nobody reports by these: "I say", "we hold".
SPEAKERS_OWN: Final = frozenset("i we you let".split())

MAYBE: Final = frozenset("may might could would possibly perhaps maybe probably potentially".split())
LIKELY: Final = frozenset("likely probable".split())
IF: Final = frozenset("if unless provided".split())
MAYBE_KEEPS: Final = (
    MAYBE
    | IF
    | frozenset("can whether suppose supposing imagine should likely unlikely probable improbable".split())
)
MAYBE_KEEPS_LEMMAS: Final = _lemmas(
    "possible potential scenario risk threaten prospect chance expect forecast depend condition hinge require hypothesis propose "
    "proposal offer pledge promise intend intention intent vow seek aim hope discuss possibility likely envisage foresee "
    "unless without option future outcome await model mean suggest believe think suspect look seem appear estimate warn fear predict able unable"
)
MUST: Final = frozenset("must should ought".split())
MUST_KEEPS: Final = MUST | IF | frozenset("shall".split())
MUST_KEEPS_LEMMAS: Final = _lemmas(
    "need require necessary demand oblige obligation wait await duty depend remain subject condition without hinge compel"
)
MEANS_TO: Final = _lemmas(
    "pledge promise vow threaten propose intend intent offer seek urge demand want hope fear expect envisage calculate"
)
# What a scenario's parties only weighed; the sentence must not tell it as done.
CONSIDERS: Final = _lemmas("favour consider propose plan recommend weigh discuss study suggest imagine")
CONSIDERS_KEEPS: Final = CONSIDERS | _lemmas(
    "idea proposal choice option alternative scheme prefer think reject abandon drop refuse instead argue support oppose call"
)
PLANNED: Final = frozenset("planned proposed intended foreseen envisaged".split())
BOUND: Final = frozenset("meant supposed scheduled".split())  # … to do it
ARE: Final = frozenset("is are was were be been being".split())
MEANS_TO_KEEPS: Final = MEANS_TO | MAYBE_KEEPS_LEMMAS | _lemmas(
    "declare declaration agree agreement sign commit commitment undertake undertaking adopt word ask call insist press warn claim "
    "name request appeal want resolve readiness ready willing mean concern worry"
)  # fmt: skip
MEANS_TO_MODALS: Final = MAYBE | MUST | {"will", "shall", "can"}
# "The plan leaves", "the draft would allow": a text that disposes is not yet a fact.
DISPOSING: Final = _lemmas(
    "plan draft proposal framework text version deal agreement scenario settlement treaty guarantee"
)

ALL: Final = frozenset(
    "all every each whole entire unanimous unanimously always everyone everybody everything".split()
)
MOST: Final = frozenset("most majority mostly largely usually chiefly mainly predominantly".split())
SOME: Final = frozenset("some several certain part partly sometimes partially parts".split())
FEW: Final = frozenset("few handful rarely seldom little".split())
QUANTIFIERS: Final = {"all": ALL, "most": MOST, "some": SOME, "few": FEW}
NO_QUANTIFIER: Final = re.compile(
    r"\b(?:than all|all (?:three|four|five|six)|of all(?! of)|(?:after|above|in|for) all(?=[,.;:!?—]|$)|at all|all but|all the (?:same|more)|first of all|all (?:along|too|that|this|of this|year|day|night|week|winter|summer|season)|"
    r"at (?:the )?most|for all (?:its|their|his|her|that|the)|(?:once and for|best of|worst of) all|(?:a|the|by) (?:great )?(?:few|most)|most (?:\w+ly|\w{9,}|\w+ful|\w+ous|"
    r"\w+ive|\w+al|\w+ic|\w+ent|costly|certain|solemn|secure)|some \d|a number|all is|every bit|(?:every|each) (?:day|night|week|month|year|hour|minute|second|time|crossing)|each other|not all|the part|"
    r"take part|little (?:by|more|less))\b",
    re.IGNORECASE,
)
