"""What stands in for the names data set where it was not fetched: surnames that Faker carries.

It is of the same form: 18 languages, many names in some and few in others, some names in several.
It is made from sorted lists, without a draw, so that one version of Faker always gives the same.
16 of the 18 languages are those of the real data set; for Scottish and Vietnamese, of which Faker
has no list or one of ten names, stand Croatian and Finnish, and Arabic names are those of Algeria.
"""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from rnngrade.data.interface import DataError, Pair
from rnngrade.data.transliteration import from_greek, from_korean, from_russian

LISTS: dict[str, tuple[str, ...]] = {
    "Arabic": ("fr_DZ.last_names",),
    "Chinese": ("zh_CN.last_romanized_names", "zh_TW.last_romanized_names"),
    "Croatian": ("hr_HR.last_names",),
    "Czech": ("cs_CZ.last_names",),
    "Dutch": ("nl_NL.last_names",),
    "English": ("en_GB.last_names", "en_US.last_names"),
    "Finnish": ("fi_FI.last_names",),
    "French": ("fr_CA.last_names", "fr_FR.last_names"),
    "German": ("de_AT.last_names", "de_DE.last_names"),
    "Greek": ("el_GR.last_names",),
    "Irish": ("ga_IE.last_names",),
    "Italian": ("it_IT.last_names",),
    "Japanese": ("ja_JP.last_romanized_names",),
    "Korean": ("ko_KR.last_names",),
    "Polish": ("pl_PL.male_last_names", "pl_PL.unisex_last_names"),
    "Portuguese": ("pt_BR.last_names", "pt_PT.last_names"),
    "Russian": ("ru_RU.last_names",),
    "Spanish": ("es_ES.last_names", "es_MX.last_names"),
}
"""Where in Faker the surnames of each language are: a locale and an attribute of its provider."""

_IN_LATIN: dict[str, Callable[[str], str]] = {
    "Chinese": str.title,  # Taiwan's are in capitals.
    "Greek": from_greek,
    "Korean": from_korean,
    "Russian": from_russian,
}


def substitute() -> tuple[tuple[Pair, ...], str]:
    """Return the names, sorted by language and name, and what edition they are.

    Raises ``DataError`` where Faker is missing, or is of a version without these lists.
    """
    try:
        import faker  # 0.1 s, which nobody waits for who has the real data

        pairs = tuple((name, language) for language in LISTS for name in sorted(_names(language)))
    except (ImportError, AttributeError) as error:
        raise DataError(
            f"the substitute for the names data set cannot be made from Faker: {error}",
            "pip install --upgrade faker, or rnngrade data fetch names.",
        ) from None
    digest = hashlib.sha256(repr(pairs).encode()).hexdigest()
    return pairs, f"Faker {faker.VERSION}, {digest[:12]}"


def faker_folders() -> tuple[Path, ...]:
    """Return the folders of Faker, from which the hidden part of the substitute could be made."""
    found = importlib.util.find_spec("faker")
    return tuple(map(Path, found.submodule_search_locations or ())) if found else ()


def _names(language: str) -> set[str]:
    in_latin = _IN_LATIN.get(language, str)
    return {in_latin(name.strip()) for place in LISTS[language] for name in _list(place)}


def _list(place: str) -> Iterator[str]:
    locale, attribute = place.split(".")
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
    names: Sequence[str] = getattr(provider, attribute)
    return iter(names)
