"""Scopes in words, such as "kind:platform": what they may name, and what is wrong with one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inputs.draft import Draft, listed
from inputs.sheets_network import OPERATOR_KINDS
from inputs.spelling import perhaps

HOMES = {  # prefix: the columns that list what it may name
    "site": ("sites.site",),
    "operator": ("operators.operator",),
    "bundle": ("bundles.bundle",),
    "importer": ("site_options.importer", "operators.operator"),
    "country": ("sites.country", "zones.country"),
    "zone": ("zones.zone",),
    "category": ("skus.category",),
    "sku": ("skus.sku",),
}


@dataclass(frozen=True)
class Misfit:
    """What is wrong with a scope; `unknown` tells a name that no sheet lists from one that cannot be understood."""

    unknown: bool
    message: str
    allowed: str
    fix: str


def names(draft: Draft, prefix: str) -> dict[str, None] | None:
    """The names that may follow a prefix; None where a sheet that lists them is missing or in doubt."""
    if prefix == "kind":
        return dict.fromkeys(OPERATOR_KINDS)
    found: dict[str, None] = {}
    for home in HOMES[prefix]:
        sheet, _, column = home.partition(".")
        if draft[sheet].missing or column in draft[sheet].unsure:
            return None
        found |= draft[sheet].words(column)
    return found


def grammar(prefixes: tuple[str, ...], words: tuple[str, ...]) -> str:
    """What a scope may be, for a message."""
    options = list(words)
    if prefixes:
        options.append(f"{' or '.join(f'{prefix}:' for prefix in prefixes)} and a name")
    return ", or ".join(options)


def misfit(draft: Draft, term: str, prefixes: tuple[str, ...], words: tuple[str, ...]) -> Misfit | None:
    """What is wrong with one term of a scope: a word of `words`, or one of `prefixes`, a colon and a name."""
    term = term.strip()
    if term.casefold() in words:
        return None
    prefix, colon, name = (part.strip() for part in term.partition(":"))
    prefix = prefix.casefold()
    allowed = grammar(prefixes, words)
    if not colon or prefix not in prefixes:
        return Misfit(False, "this cannot be understood", allowed, _guess(draft, term, prefixes, words))
    known = names(draft, prefix)
    if known is None or name in known:
        return None
    fix = perhaps(name, known, f"correct the name after {prefix}:", f"{prefix}:")
    return Misfit(True, f"there is no {prefix} called {name}", listed(known), fix)


def _guess(draft: Draft, term: str, prefixes: tuple[str, ...], words: tuple[str, ...]) -> str:
    """How to mend a term without a known prefix: a name alone is given its prefix."""
    name = term.partition(":")[2].strip() or term
    for prefix in prefixes:
        if name in (names(draft, prefix) or {}):
            return f"perhaps {prefix}:{name} is meant"
    return perhaps(term, words, "write it as the allowed forms say")


def terms(scope: str) -> list[str]:
    """The conditions of a scope, which all must hold."""
    return re.split(r"\s*&\s*", scope.strip())


def is_all(zone: object) -> bool:
    """Whether a parcel lane's zone is the word all."""
    return str(zone).casefold() == "all"
