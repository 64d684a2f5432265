"""Word lists and the stemmer: general English, nothing of any story.

A list is here when two rules or more need it; cues of negation, report and modality stand in `cues`.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from functools import lru_cache
from typing import Final

import snowballstemmer
from babel import Locale
from babel.core import get_global

STOPWORDS: Final = frozenset(
    "a an the this that these those it its itself he she they them him her his hers their theirs we us our ours "
    "i me my mine you your yours one ones who whom whose which what where when why how there here and or but nor "
    "so yet if then than as at by for from in into of off on onto out over to toward towards up upon with within "
    "without about above across after against along among around before behind below beneath beside besides "
    "between beyond down during except inside near outside since through throughout till under until via is am "
    "are was were be been being do does did done doing have has had having will would shall should can could may "
    "might must ought not no never none nothing neither nobody cannot ever even just only also too very much "
    "many more most some any all each every both either such same other others another own still again once "
    "now already almost nearly quite rather really indeed thus hence therefore however though although because "
    "while whereas unless whether yes everything anything something everyone anyone someone everybody anybody somebody let himself herself themselves myself ourselves whoever whatever s t "
    "won't don't doesn't didn't isn't aren't wasn't weren't hasn't haven't hadn't couldn't wouldn't shouldn't "
    "mustn't roughly approximately exactly around least fewer less than circa some can't it's that's there's he's she's they're we're i'm you're let's we've i've they've % $ € £".split()
)

# Forms that the stemmer does not bring to their base, and words that stories use for the same thing.
_IRREGULAR: Final = {
    form: base
    for line in (
        "say: said; tell: told; hold: held; meet: met; begin: began begun; fall: fell fallen; rise: rose risen",
        "give: gave given; take: took taken; leave: left; keep: kept; send: sent; build: built; lead: led",
        "lose: lost loss losses; win: won; pay: paid payment payments; draw: drew drawn; write: wrote written",
        "speak: spoke spoken; make: made; come: came; go: went gone goes; find: found; fight: fought",
        "break: broke broken; freeze: froze frozen; bring: brought; buy: bought; think: thought",
        "know: knew known knowledge; see: saw seen; stand: stood; understand: understood; shrink: shrank shrunk",
        "grow: grew grown growth; drink: drank drunk; drive: drove driven; choose: chose chosen choice",
        "strike: struck; throw: threw thrown; run: ran; bind: bound; seek: sought; sell: sold sale sales",
        "feel: felt; mean: meant; spend: spent; withdraw: withdrew withdrawn; man: men; woman: women",
        "child: children; person: people; foot: feet; get: got gotten; deny: denial; explode: explosion explosions",
        "ratify: ratification; fail: failure failures; recover: recovery; sign: signature signatures signatory signatories",
        "soldier: troop troops serviceman servicemen; nation: country countries",
        "agree: accord accords pact pacts treaty treaties; negotiate: talks; divide: division",
        "threat: threaten threatens threatened threatening; lay: laid; tear: tore torn; sing: sang sung",
        "crisis: crises; basis: bases; sink: sank sunk; slide: slid; leap: leapt; swell: swollen; beat: beaten; catch: caught",
        "steal: stole stolen; teach: taught; wear: wore worn; flee: fled; fly: flew flown; lend: lent; overtake: overtook overtaken",
        "overthrow: overthrew overthrown; feed: fed; lie: lay lain; hide: hid hidden; forget: forgot forgotten",
        "shoot: shot; arrive: arrival arrivals; depart: departure departures; uphold: upheld; free: freed; swear: swore sworn",
    )
    for base, forms in (entry.split(": ") for entry in line.split("; "))
    for form in forms.split()
}
_STEMMER: Final = snowballstemmer.stemmer("english")
_STEMMING: Final = threading.Lock()  # a stemmer keeps the word it works on


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The stem of a key, so that "agreed", "agrees" and "agreement" meet; no dictionary form."""
    word = word.removesuffix("'s")
    if not word.isascii() or word[:1].isdigit():
        return word
    with _STEMMING:
        return str(_STEMMER.stemWord(_IRREGULAR.get(word, word)))


# State: its other names, its people, then after "/" its capital and seat, which stand for it except as places.
_STATES: Final = """
america: usa american americans / washington
britain: uk gb british briton britons anglo / london whitehall
russia: russian russians soviet soviets ussr russo / moscow kremlin
ukraine: ukrainian ukrainians / kyiv kiev
europe: eu european europeans / brussels
france: french frenchman frenchmen franco / paris élysée
germany: german germans / berlin
italy: italian italians / rome
spain: spanish spaniard spaniards / madrid
poland: polish pole poles / warsaw
china: chinese sino / beijing
japan: japanese / tokyo
india: indian indians / delhi
israel: israeli israelis / jerusalem
palestine: palestinian palestinians / ramallah
iran: iranian iranians / tehran
iraq: iraqi iraqis / baghdad
turkey: türkiye turkish turk turks / ankara
greece: greek greeks / athens
cuba: cuban cubans / havana
canada: canadian canadians / ottawa
mexico: mexican mexicans
brazil: brazilian brazilians / brasília
argentina: argentine argentines argentinian /
australia: australian australians / canberra
korea: korean koreans / seoul
vietnam: vietnamese / hanoi
egypt: egyptian egyptians / cairo
syria: syrian syrians / damascus
lebanon: lebanese / beirut
jordan: jordanian jordanians / amman
saudi: saudis / riyadh
pakistan: pakistani pakistanis / islamabad
afghanistan: afghan afghans / kabul
sweden: swedish swede swedes / stockholm
norway: norwegian norwegians / oslo
denmark: danish dane danes / copenhagen
finland: finnish finn finns / helsinki
netherlands: dutch holland / hague
belgium: belgian belgians
austria: austrian austrians / vienna
hungary: hungarian hungarians / budapest
czechia: czech czechs / prague
romania: romanian romanians / bucharest
bulgaria: bulgarian bulgarians / sofia
serbia: serbian serb serbs / belgrade
croatia: croatian croat croats / zagreb
bosnia: bosnian bosnians / sarajevo
georgia: georgian georgians / tbilisi
belarus: belarusian belarusians / minsk
switzerland: swiss / bern
ireland: irish / dublin
portugal: portuguese / lisbon
africa: african africans
asia: asian asians
venezuela: venezuelan venezuelans / caracas
"""


def _states() -> tuple[dict[str, str], dict[str, str]]:
    """The table, and of all other states the name and, where one clock serves it, the city of that clock."""
    names: dict[str, str] = {}
    seats: dict[str, str] = {}
    for line in _STATES.strip().splitlines():
        state, rest = line.split(":")
        people, _, places = rest.partition("/")
        names |= dict.fromkeys([state, *people.split()], f"@{state}")
        seats |= dict.fromkeys(places.split(), f"@{state}")
    clocks = get_global("zone_territories")
    alone = [territory for territory, zones in Counter(clocks.values()).items() if zones == 1]
    cities = {clocks[zone]: zone.rpartition("/")[2].lower() for zone in clocks if clocks[zone] in alone}
    for territory, name in Locale("en").territories.items():
        if territory.isalpha() and territory != "AQ" and name.isascii() and name.isalpha():
            state = names.setdefault(name.lower(), f"@{name.lower()}")
            if (city := cities.get(territory, "")).isalpha() and state not in seats.values():
                seats[city] = state
    return names, seats


STATE_OF, SEAT_OF = _states()

TITLES: Final = frozenset(
    "president vice prime minister premier chancellor foreign secretary general gen lieutenant lt colonel col "
    "captain capt major maj admiral adm sergeant commander marshal senator sen congressman representative rep "
    "governor gov mayor ambassador envoy king queen prince princess emperor tsar czar pope cardinal bishop "
    "archbishop reverend rev rabbi imam sheikh sir lord lady dame mr mrs ms miss dr doctor prof "
    "professor justice judge chief chairman chair chairwoman director speaker spokesman spokeswoman madam "
    "gentlemen ladies friends citizens".split()
)

# Words of organisations' names that are ordinary words too: at the head of a sentence they name nobody.
ORDINARY: Final = frozenset(
    "council ministry union government defence defense security house state states united national nations force "
    "forces coalition times post world bank party court committee office department army navy air agency group "
    "center centre commission parliament assembly congress senate cabinet church school university institute "
    "society company press news general international european federal republic kingdom willing north south east "
    "west new old great central people peace war space board board's mission control".split()
)

# An abstract noun can be the subject of "says" without anyone having said anything: prudence, history …
ABSTRACT: Final = re.compile(
    r"(?<!\w)(?:\w{2,}(?:ence|ance|ity|tion|sion|cion|ness|ism|acy|dom|ship|hood|ment|ure|tude)|history|reason|law|nature|war|"
    r"peace|time|fortune|justice|necessity|conscience|wisdom|logic|arithmetic|common|sense|honour|honor|duty|faith|"
    r"hope|fear|power|force|strength|record|evidence|maps?|paper|figures?|numbers?|facts?|truth|nobody|"
    r"no|none|men|men's|words?|one|who|he|she|they|we|i|you|it|that|which|this|what|whoever|everyone|anyone)"
)

# Ordinary nouns that begin a sentence without an article, as a name would.
MASS: Final = frozenset(
    "blood money water bread land iron gold silver trade talk ink sand steel fire ice snow pride greed anger love hate trust doubt "
    "grief glory mercy pity valour valor courage vigour virtue vice shame guilt blame praise envy luck chance fate ruin victory "
    "defeat conquest revenge terror panic haste delay speed patience caution care thought memory faith belief progress success "
    "failure trouble danger harm help aid relief food grain fuel oil gas coal cash debt credit profit wealth poverty hunger famine "
    "disease health weather rain wind sea sky earth ground soil dust smoke noise silence light darkness day night winter summer "
    "spring autumn morning evening man mankind woman god heaven hell death life youth age language speech rhetoric oratory poetry "
    "art music science medicine philosophy geography geometry arithmetic mathematics politics diplomacy strategy policy theory "
    "practice custom habit tradition ceremony ritual religion superstition work labour labor toil rest sleep leisure play sport "
    "business commerce industry agriculture finance capital property title consent assent agreement disagreement discord concord "
    "unity harmony order disorder chaos anarchy tyranny slavery liberty freedom equality fraternity democracy monarchy aristocracy "
    "empire rule command obedience rebellion revolt revolution reform repair delay intent intention goodwill leverage deterrence "
    "today tomorrow yesterday nobody everybody somebody anybody part half much enough less worse better best please consider note "
    "remember recall suppose imagine grant ask tell mark look see hear think take give keep let call put set make go come "
    "experience research evidence data opinion hindsight foresight realism idealism common modern ancient public private good evil "
    "world war peace law".split()
)

# Verbs and adverbs that call for attention before a name: "Hear Starmer", "Weigh Dayton", "Twice Putin refused".
OPENERS: Final = frozenset(
    "hear weigh see take read look listen watch believe trust follow compare count ask when even only perhaps maybe twice thrice "
    "again elsewhere later earlier soon meanwhile instead first second third next last finally yesterday tomorrow behold imagine "
    "picture recall remember study learn observe examine judge measure test question call name thank forget ignore leave give tell "
    "show let make put set send bring hold place answer blame credit praise quote cite against beyond beside opposite within inside "
    "outside near far both neither either whatever however whenever wherever like unlike despite notwithstanding regarding "
    "turn think wake carry lay strip wager climb drag lose spend rank open shut cut write draw throw lift drop lean rest run walk "
    "wait strike bury plant sow reap build tear fold light sell buy pay lend borrow grant allow admit deny refuse choose pick "
    "concerning considering given granted except save barring dear".split()
)

# Content words so common that using them shows no knowledge of a story.
COMMON: Final = frozenset(
    lemma(word)
    for word in "act action affair age aim air allow alone answer appear argue argument arm art ask attempt bad bear become begin "
    "believe belong best better big body book bring build burden business buy call care carry case catch cause century certain "
    "chance change child choice choose city claim clear close cold come common concern consequence consider contain continue "
    "cost count country course cover cut danger day deal death debate decide deep demand depend desire destroy die difference "
    "different difficult direct door doubt draw duty ear early earn easy eat effect end enemy enough enter equal err error event "
    "evidence evil example expect explain eye face fact fail fair faith fall false family far fast fault fear feel few field fight "
    "figure fill find fine fire first follow food fool force forget form free friend full future gain general get give go good govern "
    "great grow guard habit half hand happen hard harm hate head hear heart help high history hold home honest honour hope house "
    "human hurt idea ill important interest judge just keep kill kind king know land large last late law lay lead learn leave less "
    "letter lie life light line list little live long look lose loss love low make man mark matter mean measure meet mind moment "
    "money moral morning motion move name nation natural nature need new next night noble note number offer office old open opinion "
    "order ordinary owe own pain paper part pass past pay peace people perhaps person place plain plan play please point poor power "
    "practice praise present price prince principle private problem promise proof proper prove prudent public purpose put question "
    "quick quiet rank reach read ready real reason receive reckon record refuse remain remember repair reply rest result return rich "
    "right rise risk road room rule run safe save say scale school season see seek seem sell send sense serve set settle shape share "
    "short show shut side sign silence simple sit size sleep small soldier sort speak spend stand start state stay step stone stop "
    "story strength strike strong study succeed success suffer sure surprise table take talk teach tell term test thing think third "
    "thought time today together tomorrow touch town trade tradition travel treat trial trouble true trust truth try turn under "
    "understand use usual value victory virtue voice wait walk wall want war warm warn waste watch water way weak wear weigh weight "
    "well whole win wind wise wish woman word work world worth write wrong year yesterday yield young answer household page "
    "motive excuse result council meeting".split()
)

# Who may be called by an office instead of a name: "the spokeswoman said".
OFFICES: Final = frozenset(
    "minister president premier chancellor spokeswoman spokesman mayor king queen general ambassador envoy secretary senator "
    "chairman chair chief commander pilot captain astronaut engineer leader scientist chemist physicist director professor "
    "historian writer author paper newspaper board commission pope bishop judge lawyer marshal admiral premier adviser".split()
)
