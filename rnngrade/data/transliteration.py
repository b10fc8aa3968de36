"""Names of other scripts in Latin letters, as passports write them, less some rarer rules.

Sources: ELOT 743 for Greek, BGN/PCGN for Russian; for Korean the names that Unicode gives to
syllables, which are those of the Revised Romanization letter by letter.
"""

from __future__ import annotations

import unicodedata


def _table(words: str) -> dict[str, str]:
    """Return what stands for each letter: each word is a letter, and then its Latin ones."""
    return {word[0]: word[1:] for word in words.split()}


_GREEK_PAIRS = {"ου": "ou", "αυ": "av", "ευ": "ev", "γγ": "ng", "γξ": "nx", "γχ": "nch"}
_GREEK = _table("αa βv γg δd εe ζz ηi θth ιi κk λl μm νn ξx οo πp ρr σs ςs τt υy φf χch ψps ωo")
_RUSSIAN = _table(
    "аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch "
    "ъ ыy ь' эe юyu яya"
)


def from_greek(name: str) -> str:
    """Return a Greek name in Latin letters: ``Μπουρνάς`` is ``Bournas``."""
    apart = unicodedata.normalize("NFD", name.lower())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    latin = f"b{plain[2:]}" if plain.startswith("μπ") else plain
    return _replaced(latin, _GREEK_PAIRS | _GREEK)


def from_russian(name: str) -> str:
    """Return a Russian name in Latin letters: ``Жуков`` is ``Zhukov``."""
    return _replaced(name.lower(), _RUSSIAN)


def from_korean(name: str) -> str:
    """Return a Korean name in Latin letters: ``김`` is ``Gim``."""
    syllables = (unicodedata.name(letter).removeprefix("HANGUL SYLLABLE ") for letter in name)
    return "".join(syllables).lower().title()


def _replaced(text: str, letters: dict[str, str]) -> str:
    for letter, latin in letters.items():
        text = text.replace(letter, latin)
    return text[:1].upper() + text[1:]
