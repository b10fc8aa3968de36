"""The grammar of the sentences: how words are put together, and which sentiment comes out.

A rule is a template. ``=`` behind a symbol asks for the sentiment of the whole, ``~`` for the
opposite one: in ``CLAUSE~ , but CLAUSE=`` the last clause decides, and in ``the NOUN BE not MILD~``
"not good" is negative.
"""

from __future__ import annotations

from collections.abc import Mapping

Rules = Mapping[str, tuple[str, ...]]

PATTERNS: Rules = {
    "plain": ("PLAIN=", "OPENING PLAIN=", "SETTING and PLAIN="),
    "negation": (
        "NEGATED=",
        "NEGATED=",
        "OPENING NEGATED=",
        "SETTING and NEGATED=",
        "it is not true that PLAIN~",
        "WHO would not say that PLAIN~",
    ),
    "and": ("CLAUSE= and CLAUSE=", "CLAUSE= because CLAUSE=", "CLAUSE= , and CLAUSE="),
    "but": (
        "CLAUSE~ , but CLAUSE=",
        "CLAUSE~ , yet CLAUSE=",
        "PERSON said that CLAUSE~ , but CLAUSE=",
        "WHO expected a MILD~ THING , but it BE ADJECTIVE=",
        "at first the NOUN seemed ADJECTIVE~ , but LATER WHO LIKED= THEM",
        "at first WHO LIKED~ the NOUN , but LATER THEY PLEASED= WHOM",
    ),
    "although": (
        "ALTHOUGH CLAUSE~ , CLAUSE=",
        "ALTHOUGH CLAUSE~ , CLAUSE=",
        "CLAUSE= , ALTHOUGH CLAUSE~",
    ),
    "despite": ("DESPITE~ , CLAUSE=", "OPENING DESPITE~ , CLAUSE=", "CLAUSE= DESPITE~"),
}
"""Sentences of both parts, by what makes their sentiment."""
HELD_OUT_PATTERNS: Rules = {
    "double negation": ("it is not true that NEGATED~", "WHO would not say that NEGATED~"),
    "second contrast": (
        "SHORT= , but SHORT~ , and yet SHORT=",
        "ALTHOUGH SHORT= , SHORT~ , but SHORT=",
    ),
}
"""Sentences that the part to train on does not have."""

RULES: Rules = {
    "CLAUSE": ("PLAIN=", "PLAIN=", "PLAIN=", "NEGATED=", "NEGATED=", "ALL LIKED= the NOUN"),
    "PLAIN": (
        "the NOUN BE ADJECTIVE=",
        "the NOUN BE ADJECTIVE=",
        "the NOUN SEEM ADJECTIVE=",
        "WHO found the NOUN ADJECTIVE=",
        "WHO LIKED= the NOUN",
        "WHO LIKED= the THING",
        "the NOUN PLEASED= WHOM",
        "the ONE BE a VERDICT=",
        "it was a ATTRIBUTE= THING",
        "the THING BE full of QUALITY=",
        "the THING HAVE plenty of QUALITY=",
    ),
    "SHORT": ("the NOUN BE MILD=", "the NOUN BE STRONG=", "WHO LIKED= the NOUN"),
    "NEGATED": (
        "the NOUN BE not MILD~ at all",
        "the NOUN BE not MILD~",
        "the NOUN BE HARDLY MILD~",
        "the NOUN BE HARDLY MILD~",
        "the NOUN BE never MILD~",
        "there was nothing MILD~ about the NOUN",
        "NOBODY found the NOUN MILD~",
        "WHO would not call the NOUN MILD~",
        "WHO would never call the NOUN STRONG~",
        "WHO did not LIKE~ the NOUN",
        "WHO never LIKED~ the THING",
        "NOBODY LIKED~ the NOUN",
        "the NOUN did not PLEASE~ WHOM",
        "the NOUN PLEASED~ NOBODY",
        "the ONE BE no VERDICT~",
        "the ONE BE hardly a VERDICT~",
        "it was not a MILD~ THING",
        "the THING HAVE no QUALITY~",
        "the THING BE without QUALITY~",
    ),
    "NEGATED-": ("the NOUN failed to PLEASE~ WHOM", "the THING LACK QUALITY~"),
    "NEGATED+": ("the THING BE free of QUALITY~", "the THING did not lack QUALITY="),
    "DESPITE": ("despite the ATTRIBUTE= NOUN", "in spite of the ATTRIBUTE= NOUN"),
    "ADJECTIVE": ("MILD=", "VERY MILD=", "so MILD=", "STRONG=", "ABSOLUTELY STRONG="),
    "ATTRIBUTE": ("MILD=", "VERY MILD=", "STRONG=", "ABSOLUTELY STRONG="),
    "VERY": ("very", "really", "rather", "extremely", "remarkably", "surprisingly"),
    "ABSOLUTELY": ("absolutely", "simply", "truly", "utterly"),
    "HARDLY": (
        "hardly",
        "scarcely",
        "far from",
        "anything but",
        "by no means",
        "not exactly",
        "not particularly",
    ),
    "NOBODY": ("nobody", "no one", "none of the PEOPLE", "hardly anyone", "few PEOPLE"),
    "ALL": ("everyone", "most PEOPLE", "almost all PEOPLE"),
    "WHO": ("i", "we", "PERSON", "the PEOPLE"),
    "WHOM": ("me", "us", "PERSON", "the PEOPLE"),
    "PERSON": ("my sister", "my friends", "my parents", "my brother", "our neighbours"),
    "LATER": ("in the end", "later", "after a while", "soon"),
    "ALTHOUGH": ("although", "although", "even though", "while"),
    "OPENING": (
        "to be honest ,",
        "in my opinion ,",
        "on the whole ,",
        "this time ,",
        "as always ,",
    ),
    "SETTING": ("WHO VISITED the THING WHEN", "WHO VISITED this THING with PERSON"),
    "WHEN": ("yesterday", "last week", "on monday", "in spring", "again", "twice", "last year"),
}
"""How a symbol can be written. Rules under ``NEGATED-`` and ``NEGATED+`` are for one sentiment."""
