"""Says what a sentence means by rules of its own, without the grammar that made it."""

from __future__ import annotations

import re

from rnngrade.data.opinions import words

LISTS = (
    *words.MILD.values(),
    words.STRONG,
    words.VERDICTS,
    words.QUALITIES,
    words.ATTITUDES,
    words.EFFECTS,
)
SIGNS = {
    form: sign
    for lists in LISTS
    for sign, candidates in zip((-1, 1), lists, strict=True)
    for form in re.split(r"[ /]", candidates)
}
"""Of each word of sentiment: -1 or 1."""
NEGATORS = re.compile(
    r"\b(not|never|hardly|scarcely|nobody|nothing|none|no|few|far|free|without|failed|lack(s|ed)?|"
    r"anything)\b"
)
CONCESSIONS = ("although", "even though", "while", "despite", "in spite of")


def sentiment(sentence: str) -> int:
    """Return 1 for a positive sentence, 0 for a negative one."""
    text = sentence.replace("anything but", "anything").replace("after a while", "later")
    text = re.sub(r"^(to be honest|in my opinion|on the whole|this time|as always) , ", "", text)
    text = re.split(r" (?:but|yet) ", text)[-1]
    concession = next((c for c in CONCESSIONS if f" {c} " in f" {text} "), None)
    if concession and text.startswith(concession):
        text = text.partition(" , ")[2]
    elif concession:
        text = text.partition(f" {concession} ")[0]
    clauses = [_sign(clause) for clause in re.split(r" (?:and|because) ", text)]
    found = {sign for sign in clauses if sign}
    assert len(found) == 1, f"{sentence!r}: {clauses}"
    return int(found == {1})


def _sign(clause: str) -> int:
    """Return the sentiment of a clause, 0 where it has none: each negator turns it over."""
    signs = [SIGNS[word] for word in clause.split() if word in SIGNS]
    assert len(signs) < 2, clause
    return (-1) ** len(NEGATORS.findall(clause)) * sum(signs)
