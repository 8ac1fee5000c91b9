"""What changed since an earlier plan, in at most five facts for page one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from inputs.frames import records
from outputs.changes import NOTHING, decisions, figures
from outputs.language import Words
from outputs.reading import Results

MOST_SITES = 3  # told one by one; the rest are counted
PROFIT, STOCK = 0, 2  # rows of the sheet comparison


def since_last(previous: Results, tables: Mapping[str, pd.DataFrame], currency: str, say: Words) -> list[str]:
    """The facts, the most important first; `tables` are those of the new plan."""
    now = Results(Path(), tables)
    if previous.provenance.get("currency") != currency:
        return [say("since_currency")]
    both = figures(previous, now)
    facts = []
    for row, key in ((PROFIT, "since_profit"), (STOCK, "since_stock")):
        old, new = float(both["old"].iloc[row]), float(both["new"].iloc[row])
        change = f"{'+' if new >= old else ''}{say.amount(new - old, currency)}"
        facts.append(say(key, old=say.amount(old, currency), new=say.amount(new, currency), change=change))
    changed = decisions(previous, now)
    sites = changed[changed["decision"] == "site"]
    told = [_site(row, say) for row in records(sites.iloc[:MOST_SITES])]
    if len(sites) > MOST_SITES:
        told.append(say("since_more", count=len(sites) - MOST_SITES))
    facts.append(say.clauses(told) if told else say("since_same_sites"))
    held = changed[changed["decision"] == "SKU held"]
    added = held.loc[held["old"] == NOTHING, "subject"].nunique()
    dropped = held.loc[held["new"] == NOTHING, "subject"].nunique()
    facts.append(say("since_skus", added=added, dropped=dropped))
    return facts


def _site(row: object, say: Words) -> str:
    fields = {name: getattr(row, name) for name in ("site", "old", "new", "first_quarter", "last_quarter")}
    key = "since_opens" if fields["old"] == NOTHING else "since_closes" if fields["new"] == NOTHING else "since_changes"
    return say(key, **fields)
