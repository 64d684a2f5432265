"""Two compact briefs, written as an editor's cards are: what the grounding tests rest on.

`PEACE` is the kind of story the arena opens with (envoys, figures, quotations, doubtful dates); `APOLLO` is
a settled record with measures and times, so that no rule is fitted to one subject.
"""

from __future__ import annotations

from dataclasses import replace

from debate.evidence.brief import Brief, Card

PEACE = Brief(
    story="peace-track",
    motion_key="deploy-first",
    motion="European troops should deploy before Moscow agrees",
    cards=(
        Card(
            n=1,
            item="figure-points",
            kind="figure",
            label="the slimmed-down framework",
            claim="The American framework now has 20 points, cut down from the 28 of the first draft.",
            detail="The first draft had alarmed Kyiv and its European allies; the revision leaves out the "
            "demand that Ukraine give up territory it still holds.",
            date="2025-12-24",
            precision="approximate",
            names=("United States", "US", "Ukraine", "Kyiv"),
            sources=("Reconstruction of the talks",),
            reasons={"con": "A text that shrinks by a third under pressure can shrink again."},
        ),
        Card(
            n=2,
            item="figure-agreement",
            kind="figure",
            label="the share agreed",
            claim="Zelenskyy says that 90 percent of the framework is agreed with Washington.",
            detail="He puts agreement on the security guarantees at 100 percent. The figures are his own and "
            "no American official has confirmed them.",
            date="2025-12-28",
            precision="day",
            names=("Volodymyr Zelenskyy", "Zelensky", "Washington"),
            reasons={"con": "A plan nearly finished needs no soldiers to hurry it."},
        ),
        Card(
            n=3,
            item="figure-guarantee",
            kind="figure",
            label="the American guarantee",
            claim="The United States offers a security guarantee of 15 years at first.",
            detail="It could be extended; up to 50 years have been discussed. It must be approved by Congress "
            "and ratified by the allies.",
            names=("United States", "US", "Congress"),
            date="2025-12-28",
            precision="day",
            reasons={"pro": "A guarantee that waits for Congress leaves a gap that only troops can fill."},
        ),
        Card(
            n=4,
            item="figure-force",
            kind="figure",
            label="the size of Ukraine's army",
            claim="Ukraine would keep 800,000 soldiers under the revised plan.",
            detail="The earlier draft capped the armed forces at 600,000.",
            names=("Ukraine",),
            reasons={"con": "An army of that size is a guarantee of its own."},
        ),
        Card(
            n=5,
            item="event-paris-declaration",
            kind="event",
            label="the Paris Declaration",
            claim="On 6 January 2026 the Coalition of the Willing adopted the Paris Declaration, in which 35 "
            "nations pledge layered security guarantees for Ukraine.",
            detail="27 heads of state or government attended the summit in Paris.",
            date="2026-01-06",
            precision="day",
            names=("Coalition of the Willing", "Paris", "Ukraine"),
            reasons={"pro": "The signatures exist already; what is missing is men on the ground."},
        ),
        Card(
            n=6,
            item="event-troop-intent",
            kind="event",
            label="the declaration of intent on troops",
            claim="France and the United Kingdom signed a declaration of intent to send troops and build "
            "military hubs across Ukraine after a ceasefire.",
            detail="Emmanuel Macron and Keir Starmer signed for their countries beside Zelenskyy. The hubs "
            "would store weapons and equipment.",
            date="2026-01-06",
            precision="day",
            names=(
                "France",
                "United Kingdom",
                "UK",
                "Britain",
                "Emmanuel Macron",
                "Keir Starmer",
                "Volodymyr Zelenskyy",
            ),
            reasons={
                "pro": "Intent without a date invites Moscow to wait.",
                "con": "Even its authors wrote that troops follow a ceasefire.",
            },
        ),
        Card(
            n=7,
            item="event-times-force",
            kind="event",
            label="the report on the size of the force",
            claim="The Times reported that up to 15,000 British and French troops are planned, where 64,000 "
            "had once been imagined.",
            detail="Fewer than 7,500 British soldiers could be found for it, the paper added.",
            date="2026-01-07",
            precision="approximate",
            names=("The Times", "Britain", "France"),
            reasons={"con": "A force that small deters nobody."},
        ),
        Card(
            n=8,
            item="quote-zakharova-axis",
            kind="quote",
            label="Zakharova's answer to the plan",
            claim="All such units and facilities will be considered legitimate military targets",
            detail="The spokeswoman of the Russian foreign ministry rejected the European plan for "
            "peacekeepers and called its authors an “axis of war”.",
            speaker="Maria Zakharova",
            date="2026-01-08",
            precision="day",
            names=("Maria Zakharova", "Russia"),
            reasons={
                "pro": "Who may veto a guard is no longer guarded against.",
                "con": "To deploy first is to accept being shot at.",
            },
        ),
        Card(
            n=9,
            item="quote-starmer-way",
            kind="quote",
            label="Starmer's view of a settlement",
            claim="We can only get to a peace deal if Putin is ready to make compromises",
            detail="The prime minister spoke at the end of the summit in Paris.",
            speaker="Keir Starmer",
            date="2026-01-06",
            precision="day",
            names=("Keir Starmer", "Vladimir Putin", "Paris"),
            reasons={"con": "Compromise comes from talks, and troops end them."},
        ),
        Card(
            n=10,
            item="event-kremlin-meeting",
            kind="event",
            label="the five-hour meeting in the Kremlin",
            claim="After five hours in the Kremlin on 2 December 2025 Putin did not accept the proposal that "
            "Steve Witkoff and Jared Kushner had brought.",
            detail="Yuri Ushakov called the talks “useful, constructive and very substantive”, but said no "
            "compromise on territory had been found.",
            date="2025-12-02",
            precision="day",
            names=("Vladimir Putin", "Steve Witkoff", "Jared Kushner", "Yuri Ushakov", "Kremlin"),
            reasons={"pro": "Waiting for his consent is waiting for ever."},
        ),
        Card(
            n=11,
            item="precedent-minsk",
            kind="precedent",
            label="the Minsk agreements",
            claim="The Minsk agreements of 2014 and 2015 stopped the large offensives but were never carried "
            "out, since monitors of the OSCE had no power to enforce them.",
            detail="Some provisions on prisoners were honoured. Most of the heavy weapons were never withdrawn. "
            "Full-scale war followed in February 2022.",
            date="2014-09-01",
            end_date="2015-02-01",
            precision="month",
            names=("Minsk", "OSCE", "Ukraine", "Russia"),
            reasons={"pro": "Paper that nobody guards is torn up."},
        ),
        Card(
            n=12,
            item="precedent-dayton",
            kind="precedent",
            label="the Dayton accords",
            claim="The Dayton accords of 1995 ended the war in Bosnia, and about 60,000 NATO soldiers "
            "deployed only after all parties had signed.",
            detail="The state they created has remained divided for three decades.",
            date="1995-11-01",
            precision="month",
            names=("Dayton", "Bosnia", "NATO"),
            reasons={
                "con": "The most successful force of its age came by consent.",
                "pro": "Numbers made that peace, and numbers can be sent.",
            },
        ),
        Card(
            n=13,
            item="scenario-staged",
            kind="scenario",
            label="a staged settlement",
            claim="In a staged settlement a ceasefire would come first and the question of territory later.",
            detail="Some European diplomats discuss it. Domestic opponents could weaken Zelenskyy if a "
            "referendum were held too early.",
            names=("Volodymyr Zelenskyy",),
            reasons={"con": "Stages need a calm that foreign columns would break."},
        ),
        Card(
            n=14,
            item="event-front",
            kind="figure",
            label="the pace of the front",
            claim="Russian forces took 12–17 square kilometres a day at points in 2025.",
            detail="Moscow demands roughly 5,000 km² of the Donbas that it does not hold. The source is a "
            "single analyst who cannot be traced.",
            date="2025-01-01",
            precision="year",
            names=("Russia", "Moscow", "Donbas"),
            reasons={"pro": "Each month of waiting is paid for in ground."},
        ),
        Card(
            n=15,
            item="event-drafting",
            kind="event",
            label="the drafting weekend in Miami",
            claim="From 24 to 26 October 2025 Witkoff, Kushner and Kirill Dmitriev drafted the plan in Miami.",
            detail="No Ukrainian and no European was in the room.",
            date="2025-10-24",
            end_date="2025-10-26",
            precision="day",
            names=("Steve Witkoff", "Jared Kushner", "Kirill Dmitriev", "Miami"),
            reasons={"pro": "A plan drafted without Europe binds no European."},
        ),
    ),
)

APOLLO = Brief(
    story="apollo-13",
    motion_key="improvise",
    motion="Training, not luck, brought Apollo 13 home",
    cards=(
        Card(
            n=1,
            item="event-launch",
            kind="event",
            label="the launch",
            claim="Apollo 13 lifted off from Kennedy Space Center on 11 April 1970 with James Lovell, Jack "
            "Swigert and Fred Haise on board.",
            detail="Swigert had replaced Ken Mattingly two days before the launch, after an exposure to German "
            "measles.",
            date="1970-04-11",
            precision="day",
            names=("James Lovell", "Jim Lovell", "Jack Swigert", "Fred Haise", "Ken Mattingly"),
        ),
        Card(
            n=2,
            item="event-explosion",
            kind="event",
            label="the explosion",
            claim="An oxygen tank in the service module exploded on 13 April 1970, nearly 56 hours into the "
            "flight.",
            detail="The spacecraft was about 330,000 kilometres from Earth. The landing at Fra Mauro was given up.",
            date="1970-04-13",
            precision="day",
            names=("Fra Mauro",),
        ),
        Card(
            n=3,
            item="quote-swigert-problem",
            kind="quote",
            label="Swigert's report",
            claim="Okay, Houston, we've had a problem here",
            detail="The command module pilot made the first report; Lovell repeated it seconds later.",
            speaker="Jack Swigert",
            date="1970-04-13",
            precision="day",
            names=("Jack Swigert", "James Lovell", "Houston"),
        ),
        Card(
            n=4,
            item="figure-lifeboat",
            kind="figure",
            label="the lifeboat",
            claim="The lunar module was built to keep two men alive for 45 hours and had to keep three alive "
            "for about 90.",
            detail="The crew cut its power to a fifth of the normal load and drank six ounces of water a day.",
        ),
        Card(
            n=5,
            item="event-scrubber",
            kind="event",
            label="the improvised filter",
            claim="Engineers in Houston designed an adapter from a hose, plastic bags and tape, so that the "
            "square canisters could clean the air of the lunar module.",
            detail="Carbon dioxide had risen to dangerous levels. Ed Smylie led the group. Most of the parts "
            "were already on board.",
            names=("Houston", "Ed Smylie"),
        ),
        Card(
            n=6,
            item="event-splashdown",
            kind="event",
            label="the splashdown",
            claim="The crew came down in the Pacific on 17 April 1970, less than four miles from the USS Iwo "
            "Jima.",
            detail="More than 40 million Americans watched on television.",
            date="1970-04-17",
            precision="day",
            names=("Pacific", "USS Iwo Jima", "United States"),
        ),
        Card(
            n=7,
            item="event-review",
            kind="event",
            label="the review board",
            claim="The review board found that thermostat switches rated for 28 volts had been welded shut at "
            "65 volts during a ground test.",
            detail="Edgar Cortright chaired it; the report appeared in June 1970. It concluded that the "
            "accident was not the result of chance alone.",
            date="1970-06-15",
            precision="day",
            names=("Edgar Cortright",),
        ),
    ),
)

BRIEFS = {"peace": PEACE, "apollo": APOLLO}


def big(cards: int) -> Brief:
    """PEACE with as many cards as are asked for."""
    return Brief(
        story="s",
        motion_key="m",
        motion=PEACE.motion,
        cards=tuple(
            replace(
                PEACE.cards[n % 15] if n > 15 else PEACE.cards[n - 1],
                n=n,
                item=f"event-{n}",
                detail=PEACE.cards[(n - 1) % 15].detail + (f" Parish {n} sent {n} men." if n > 15 else ""),
            )
            for n in range(1, cards + 1)
        ),
    )
