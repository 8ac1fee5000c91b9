"""How the results speak: phrases, figures, money and dates in the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from outputs import phrases, phrases_map, phrases_sheets
from outputs.phrases import Phrase

Language = Literal["en", "zh", "ru"]

PHRASES: dict[str, Phrase] = {
    **phrases.GENERAL,
    **phrases.PAGE,
    **phrases.FIGURES,
    **phrases.ACTIONS,
    **phrases_map.SINCE,
    **phrases.RISKS,
    **phrases_map.MAP,
    **phrases_map.CHARTS,
    **phrases_sheets.SITUATIONS,
    **phrases_sheets.REASONS,
    **phrases_sheets.CHECKS,
    **phrases_sheets.ASSUMED,
    **phrases_sheets.DEFAULTS,
    **phrases_sheets.LINES,
    **phrases_sheets.UNITS,
}
YI = 1e8  # 亿
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Words:
    """A language to speak: `say("total")`, `say.amount(1e6, "RUB")`."""

    language: Language = "en"

    def __call__(self, key: str, **fields: object) -> str:
        """The phrase `key` with its fields filled in; KeyError for an unknown phrase or a missing field."""
        return self.pattern(key).format(**fields)

    def pattern(self, key: str) -> str:
        """The phrase `key` with its fields still open, as "{passed} of {all}"."""
        text: str = getattr(PHRASES[key], self.language)
        return text

    def line(self, code: str) -> str:
        """A line of the ledger in words, as "sales" or "operating profit"; the code itself where it has none."""
        key = f"line_{code.replace(' ', '_')}"
        return self(key) if key in PHRASES else code

    def figure(self, value: float, form: str = "g") -> str:
        """A number in the format `form` with the language's decimal and thousands signs."""
        text = format(value, form)
        return text.replace(",", NO_BREAK).replace(".", ",") if self.language == "ru" else text

    def percentage(self, share: float) -> str:
        """A share in words: 10 %, 0.4 %, 2,430 %; 0 % below a millionth."""
        share = share if abs(share) >= 1e-6 else 0.0
        figure = self.figure(100 * share, ",.0f" if abs(share) >= 10 else ".3g")
        return self("percent", figure=figure)

    def amount(self, value: float, currency: str) -> str:
        """Money in words, rounded: 12.3 million RUB, 1,234万 RUB, 12,3 млн RUB."""
        for size, word in phrases.AMOUNTS[self.language]:
            if abs(value) >= size:
                short = size == YI and abs(value) < 10 * size  # 2.2亿 twice may hide a change of millions
                form = ",.2f" if short else ",.1f" if abs(value) < 1000 * size else ",.0f"
                return f"{self.figure(value / size, form)}{word} {currency}"
        return f"{self.figure(value, ',.0f')} {currency}"

    def date(self, day: dt.date) -> str:
        """2027-01-31, 31.01.2027."""
        return self("date", year=f"{day.year:04}", month=f"{day.month:02}", day=f"{day.day:02}")

    def listed(self, names: Iterable[str]) -> str:
        """Names one after another."""
        return self("comma").join(names)

    def clauses(self, parts: Iterable[str]) -> str:
        """Parts of a sentence one after another."""
        return self("semicolon").join(parts)


ENGLISH = Words()
