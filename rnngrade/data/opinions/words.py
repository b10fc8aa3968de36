"""The words of the sentences: what is spoken of, and what is said of it.

Of a pair of lists, the first has the negative words, the second the positive ones. Words of
``HELD_OUT`` are in no sentence of the part to train on: a model trained on it does not know them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Noun:
    """What a clause speaks of. ``kind`` says which adjectives suit it."""

    word: str
    kind: str
    is_plural: bool = False


@dataclass(frozen=True)
class Topic:
    """What a sentence is about: ``things``, such as films, and their ``aspects``."""

    things: tuple[Noun, ...]
    aspects: tuple[Noun, ...]
    people: tuple[str, ...]
    """Who gets to know such things; in the plural."""
    visited: tuple[str, ...]
    """What one did with a thing, without an opinion of it."""


def _nouns(kind: str, singular: str, plural: str = "") -> tuple[Noun, ...]:
    ones = tuple(Noun(word, kind) for word in singular.split())
    return ones + tuple(Noun(word, kind, is_plural=True) for word in plural.split())


TOPICS = (
    Topic(
        things=_nouns(
            "story", "film movie comedy drama thriller sequel remake documentary western cartoon"
        ),
        aspects=(
            *_nouns("story", "plot story script ending dialogue", "scenes jokes characters twists"),
            *_nouns("performer", "cast hero villain", "actors actresses stars"),
            *_nouns("music", "soundtrack", "songs"),
            *_nouns("object", "scenery camerawork directing", "costumes effects"),
        ),
        people=("viewers", "critics", "fans"),
        visited=("watched", "saw", "rented"),
    ),
    Topic(
        things=_nouns("story", "book novel memoir biography sequel paperback fable"),
        aspects=(
            *_nouns(
                "story",
                "plot story prose ending preface narrator dialogue",
                "characters chapters descriptions poems essays",
            ),
            *_nouns("object", "translation cover index", "drawings photographs maps"),
        ),
        people=("readers", "critics", "reviewers"),
        visited=("read", "borrowed", "bought"),
    ),
    Topic(
        things=_nouns("place", "restaurant bistro pizzeria diner tavern canteen"),
        aspects=(
            *_nouns(
                "food",
                "food soup dessert bread salad steak pasta cake curry",
                "noodles pancakes dumplings vegetables sandwiches",
            ),
            *_nouns("staff", "waiter chef service", "waiters cooks waitresses"),
            *_nouns("place", "terrace", "tables"),
            *_nouns("object", "menu atmosphere", "drinks portions"),
        ),
        people=("diners", "guests", "customers"),
        visited=("visited", "chose", "tried"),
    ),
    Topic(
        things=_nouns("place", "hotel hostel resort inn cottage campsite"),
        aspects=(
            *_nouns("place", "room bathroom lobby sauna lounge balcony", "rooms corridors"),
            *_nouns("staff", "receptionist manager service", "maids porters"),
            *_nouns("food", "breakfast buffet", "snacks"),
            *_nouns("object", "pool garden view", "beds towels pillows"),
        ),
        people=("guests", "visitors", "tourists"),
        visited=("booked", "visited", "chose"),
    ),
    Topic(
        things=_nouns("device", "phone laptop camera tablet printer keyboard watch"),
        aspects=(
            *_nouns(
                "device",
                "screen battery processor software touchpad",
                "buttons sensors hinges controls",
            ),
            *_nouns("staff", "helpline", "technicians"),
            *_nouns("object", "design manual sound warranty", "speakers colours icons"),
        ),
        people=("users", "customers", "testers"),
        visited=("bought", "borrowed", "tried"),
    ),
    Topic(
        things=_nouns("music", "concert festival opera musical album recital"),
        aspects=(
            *_nouns("performer", "singer band orchestra drummer", "dancers musicians soloists"),
            *_nouns("music", "finale overture chorus rhythm", "melodies songs duets"),
            *_nouns("object", "stage lighting", "lyrics seats costumes"),
        ),
        people=("listeners", "critics", "fans"),
        visited=("heard", "reviewed", "chose"),
    ),
    Topic(
        things=_nouns("trip", "trip tour cruise holiday hike excursion safari"),
        aspects=(
            *_nouns("staff", "guide driver captain", "guides sailors"),
            *_nouns("place", "cabin ferry coach", "cabins buses"),
            *_nouns("trip", "itinerary journey", "lectures visits"),
            *_nouns("object", "landscape weather", "beaches villages museums"),
        ),
        people=("travellers", "passengers", "tourists"),
        visited=("booked", "joined", "finished"),
    ),
)
"""Things to have an opinion of."""

MILD: dict[str, tuple[str, str]] = {
    "any": (
        "bad poor weak unpleasant disappointing annoying mediocre unimpressive irritating",
        "good nice pleasant decent impressive likeable remarkable admirable agreeable",
    ),
    "object": (
        "ugly unattractive inferior unsatisfying tasteless lousy dubious uninspired",
        "enjoyable attractive satisfying delightful tasteful beautiful inspired lovely",
    ),
    "story": (
        "dull boring predictable shallow silly confusing tedious forgettable pretentious "
        "unconvincing sentimental pointless repetitive",
        "funny moving clever original exciting touching engaging witty thoughtful believable "
        "gripping memorable profound",
    ),
    "performer": (
        "wooden lifeless clumsy unconvincing nervous stiff amateurish",
        "talented skilled convincing lively graceful charismatic confident",
    ),
    "staff": (
        "rude careless lazy arrogant unfriendly grumpy incompetent impolite slow impatient",
        "friendly polite helpful kind attentive cheerful professional competent patient quick",
    ),
    "food": (
        "bland greasy stale soggy tough oily watery indigestible",
        "delicious tasty fresh juicy tender crisp wholesome appetising",
    ),
    "place": (
        "dirty noisy cramped shabby uncomfortable gloomy dusty stuffy grubby",
        "clean cosy comfortable quiet spacious bright stylish elegant tidy",
    ),
    "device": (
        "slow unreliable flimsy fiddly fragile sluggish outdated impractical",
        "fast reliable sturdy handy accurate responsive modern practical",
    ),
    "music": (
        "monotonous lifeless dull tuneless shrill clumsy uninspired",
        "lively catchy powerful melodious haunting festive uplifting",
    ),
    "trip": (
        "tiring chaotic boring exhausting rushed stressful disorganised",
        "exciting memorable relaxing interesting varied refreshing instructive",
    ),
}
"""Adjectives that take "very" and "not", negative and positive, by what they suit: a kind of nouns,
everything but people, or everything."""
PEOPLE = frozenset(("performer", "staff"))
"""The kinds of nouns that adjectives of objects do not suit."""
STRONG = (
    "terrible awful horrible dreadful atrocious appalling dismal abysmal horrid hopeless pathetic "
    "disastrous ghastly unbearable hideous",
    "excellent superb wonderful fantastic brilliant marvellous outstanding perfect magnificent "
    "terrific splendid fabulous amazing exceptional glorious",
)
"""Adjectives that take "absolutely", for everything."""
VERDICTS = (
    "disaster failure mess disappointment nightmare flop disgrace embarrassment waste catastrophe",
    "delight triumph joy masterpiece pleasure gem treat achievement success miracle",
)
"""What something may be."""
QUALITIES = (
    "flaws faults problems mistakes defects weaknesses shortcomings errors",
    "charm style quality character class appeal originality imagination",
)
"""What something may have."""
ATTITUDES = (
    "dislike/disliked hate/hated despise/despised detest/detested loathe/loathed deplore/deplored "
    "criticise/criticised mock/mocked resent/resented condemn/condemned",
    "like/liked love/loved enjoy/enjoyed admire/admired recommend/recommended adore/adored "
    "praise/praised appreciate/appreciated value/valued applaud/applauded",
)
"""What people do to what they judge."""
EFFECTS = (
    "disappoint/disappointed displease/displeased annoy/annoyed irritate/irritated upset/upset "
    "frustrate/frustrated disgust/disgusted depress/depressed bother/bothered infuriate/infuriated",
    "delight/delighted impress/impressed charm/charmed please/pleased dazzle/dazzled "
    "cheer/cheered thrill/thrilled satisfy/satisfied enchant/enchanted captivate/captivated",
)
"""What things do to people."""

_HELD_OUT = (
    "remake western villain twists narrator drawings canteen curry dumplings campsite sauna "
    "watch hinges icons recital drummer safari sailors museums "
    "irritating likeable dubious lovely pretentious gripping stiff charismatic impatient "
    "attentive oily tender grubby tidy modern festive disorganised refreshing ghastly fabulous "
    "flop miracle shortcomings imagination resent applaud infuriate enchant"
)
HELD_OUT = frozenset(_HELD_OUT.split())
"""About a tenth of the nouns and of the words of sentiment; of a verb, the first form stands."""
