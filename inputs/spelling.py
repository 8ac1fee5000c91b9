"""Names that a planner spells in more than one way: what counts as the same, and what a misspelt one may mean."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from inputs.problems import nearest

_CYRILLIC = "АВЕЅІЈКМНОРСТУХаеорсухіјѕһԁ"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν"
_LATIN = "ABESIJKMHOPCTYXaeopcyxijshd" + "ABEZHIKMNOPTYXoiv"
LOOKALIKES: Final = str.maketrans(_CYRILLIC + _GREEK, _LATIN)  # letters drawn alike in most typefaces


_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}  # full-width forms of the ASCII characters


_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))  # spaces of no width, soft hyphen


def seen(text: str) -> str:
    """Text without characters that nobody sees, which copying from web pages and other programs brings along."""
    return text.translate(_UNSEEN)


def level(text: str) -> str:
    """Text with every dash, hyphen and minus sign as the one on the keyboard."""
    return text.translate(_DASHES)


def narrow(text: str) -> str:
    """Text with full-width letters, digits and signs in their ordinary width, composed characters in one form (NFC)."""
    return unicodedata.normalize("NFC", text.translate(_WIDE))


def fold(text: str) -> str:
    """Text without what planners do not mean: case, width, kind of dash, and which or how many spaces."""
    return " ".join(level(narrow(seen(text))).split()).casefold()


def by_fold(known: Iterable[str]) -> dict[str, str]:
    """Folded spelling -> the known name; spellings that two names share are left out, since neither is meant surely."""
    found: dict[str, str] = {}
    shared: set[str] = set()
    for name in known:
        folded = fold(name)
        if found.setdefault(folded, name) != name:
            shared.add(folded)
    return {folded: name for folded, name in found.items() if folded not in shared}


def lookalike(word: str, known: Iterable[str]) -> str | None:
    """The known name that looks like `word` but is written with letters of another alphabet; None where none does."""
    looks, folded = drawn(word), fold(word)
    return next((name for name in known if drawn(name) == looks and fold(name) != folded), None)


@lru_cache(maxsize=512)  # the same few names are compared with many
def drawn(text: str) -> str:
    """What a name looks like in most typefaces, whatever alphabet its letters are of."""
    return fold(text.translate(LOOKALIKES))


def foreign_letters(word: str, meant: str) -> str:
    """Which letters of `word` only look like those of `meant`, such as "'М', 'о' are Cyrillic letters"."""
    one, other = (" ".join(narrow(seen(text)).split()) for text in (word, meant))
    pairs = zip(one, other, strict=False)
    odd = dict.fromkeys(a for a, b in pairs if fold(a) != fold(b) and drawn(a) == drawn(b))
    alphabets = dict.fromkeys(unicodedata.name(letter, "unknown").split()[0].title() for letter in odd)
    named, alphabet = ", ".join(f"'{letter}'" for letter in odd), " and ".join(alphabets)
    return f"{named} are {alphabet} letters" if len(odd) > 1 else f"{named} is a {alphabet} letter"


def perhaps(word: str, known: Iterable[str], otherwise: str, prefix: str = "") -> str:
    """How to mend a name that is not known: the nearest spelling, foreign letters named, or else `otherwise`."""
    names = list(known)
    twin = lookalike(word, names)
    if twin:
        return f"perhaps {prefix}{twin} is meant: {foreign_letters(word, twin)} here"
    near = nearest(word, names)
    return f"perhaps {prefix}{near} is meant" if near else otherwise


def declared(word: str, known: Mapping[str, None], folded: Mapping[str, str]) -> str | None:
    """The declared name that `word` stands for, itself or spelt otherwise (`folded` from `by_fold`); None: unknown."""
    return word if word in known else folded.get(fold(word))
