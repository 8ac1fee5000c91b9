"""Operations by the template: worth what each state's own operations, built alone, are worth, with cuts that hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from random_cases import random_case

from inputs.examples import path
from inputs.reading import read
from model.build import build_books, build_operations
from model.operations import Links
from model.prepare import Data, prepare
from solvers.compiled import compile_model
from solvers.highs import solve
from solvers.numbers import Numbers
from solvers.recourse import Cut, Recourse
from solvers.template import Template, build_template, widest_links

ALIKE = 1e-7  # relative, of two optimal values
# 5: nine states; 7: options that sell one SKU, sources; 8: demand limits at a price; 26, 27, 38: sites out of use for
# part of a period; 28: SKUs in two currencies; 44, 89: demand limits that must hold
CASES = ("russia_small", 5, 7, 8, 26, 27, 28, 38, 44, 89)


@dataclass(frozen=True)
class Ready:
    """A case with its design (for names only) and its template."""

    data: Data
    m: Any
    template: Template
    numbers: Numbers

    def recourse(self) -> Recourse:
        return Recourse(self.template, [self.numbers.of(n) for n in self.m.N], self.numbers.hard)


@pytest.fixture(autouse=True, params=[False, True], ids=["all flows", "open flows"])
def programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs with all flows, or with those alone that designs leave open, as large ones have."""
    if request.param:
        monkeypatch.setattr("solvers.programs.MANY", 0)


@pytest.fixture(scope="module", params=CASES, ids=str)
def ready(request: pytest.FixtureRequest) -> Ready:
    data = prepare(read(path(request.param)) if isinstance(request.param, str) else random_case(request.param))
    m = build_books(data)
    template = build_template(m, data)
    return Ready(data, m, template, Numbers(template, data))


def random_links(ready: Ready, draw: np.random.Generator, *, whole: bool) -> list[np.ndarray]:
    """Links of each state, as a design could give them: at most one option a site, or shares of several; a SKU is
    available only as far as options run that sell it."""
    template, widest = ready.template, widest_links(ready.data, ready.template)
    sellers: dict[Any, list[Any]] = {}
    for name, index in template.flows:
        if name == "through":
            sellers.setdefault(index[:2], []).append(index[1:])
    by_period = {t: _links(ready, draw, t, sellers, widest, whole=whole) for t in ready.m.T}
    return [by_period[state.period] for state in ready.data.futures.states]


def _links(
    ready: Ready, draw: np.random.Generator, period: str, sellers: dict[Any, Any], widest: np.ndarray, *, whole: bool
) -> np.ndarray:
    shares = {i[:3]: 0.0 for i in ready.m.RUNS if i[3] == period}
    for s in dict.fromkeys(a[0] for a in shares):
        options = [a for a in shares if a[0] == s]
        parts = draw.dirichlet(np.ones(len(options) + 1))[: len(options)]
        if whole:
            chosen = draw.integers(len(options) + 1)
            parts = np.arange(len(options)) == chosen
        shares |= dict(zip(options, parts, strict=True))
    found = np.zeros(widest.size)
    for i, (kind, index) in enumerate(ready.template.links):
        run = shares.get(index, 0.0)
        level = draw.choice((0.0, 1.0)) if whole else draw.uniform()
        if kind == "run":
            found[i] = run
        elif kind in ("room", "headroom"):
            found[i] = run * draw.uniform() ** 3 * widest[i]  # cubed: scarce more often than not
        elif kind == "available":
            found[i] = min(level, sum(shares.get(a, 0.0) for a in sellers.get(index, ())))
        else:
            found[i] = level
    return found


def alone(ready: Ready, n: int, links: np.ndarray) -> float | None:
    """Profit of state n's own operations, built against these links; None where a demand limit cannot be met."""
    given = {link: float(value) for link, value in zip(ready.template.links, links, strict=True)}
    period = ready.data.futures.states[n].period
    own = Links(
        frozenset(i[:3] for i in ready.m.RUNS if i[3] == period),
        run=lambda a: given["run", a],
        available=lambda k, s: given["available", (k, s)],
        room=lambda a: given["room", a],
        headroom=lambda a: given["headroom", a],
        serves=lambda z, s: given.get(("serves", (z, s))),
    )
    result = solve(compile_model(build_operations(ready.data, n, own)))
    assert result.status in ("optimal", "infeasible")
    return result.objective


def evaluated(recourse: Recourse, points: list[list[np.ndarray]]) -> list[list[Cut]]:
    """All cuts at each point, in the order in which they come."""
    try:
        return [recourse.evaluate(lambda n, links=links: links[n]) for links in points]
    finally:
        recourse.close()


def by_state(cuts: list[Cut], *, missing: bool) -> dict[int, Cut]:
    """Of the profit, or of the units that fail hard demand limits."""
    return {cut.state: cut for cut in cuts if cut.missing == missing}


def test_every_state_is_worth_what_its_own_operations_are(ready: Ready) -> None:
    draw = np.random.default_rng(1)
    points = [random_links(ready, draw, whole=whole) for whole in (True, False, True, False)]
    found = evaluated(ready.recourse(), points)
    for links, cuts in zip(points, found, strict=True):
        profits, missing = by_state(cuts, missing=False), by_state(cuts, missing=True)
        assert list(profits) == list(ready.m.N)
        for n, cut in profits.items():
            profit = alone(ready, n, links[n])
            assert (profit is None) == (n in missing)
            if profit is not None:
                assert cut.value == pytest.approx(profit, rel=ALIKE, abs=ALIKE)


def test_with_every_link_wide_open_a_state_earns_most(ready: Ready) -> None:
    widest = widest_links(ready.data, ready.template)
    points = [random_links(ready, np.random.default_rng(2), whole=False) for _ in range(5)]
    most, *others = evaluated(ready.recourse(), [[widest] * len(ready.m.N), *points])
    highest, least_missing = by_state(most, missing=False), by_state(most, missing=True)
    for cuts in others:
        for n, cut in by_state(cuts, missing=False).items():
            assert cut.value <= highest[n].value + ALIKE * max(1.0, abs(highest[n].value))
        assert set(least_missing) <= set(by_state(cuts, missing=True))


@pytest.mark.parametrize("missing", [False, True])
def test_a_cut_is_tight_where_it_was_made_and_above_everywhere_else(ready: Ready, missing: bool) -> None:
    """Nothing is missing, 0, where there is no cut that says so."""
    draw = np.random.default_rng(3)
    points = [random_links(ready, draw, whole=i % 2 == 0) for i in range(10)]
    found = [by_state(cuts, missing=missing) for cuts in evaluated(ready.recourse(), points)]
    for i, cuts in enumerate(found):
        for n, cut in cuts.items():
            for j, links in enumerate(points):
                bound, value = (
                    cut.constant + float(cut.gradient @ links[n]),
                    found[j][n].value if n in found[j] else 0.0,
                )
                tolerance = 1e-8 * max(1.0, abs(value))
                assert bound >= value - tolerance
                assert i != j or bound <= value + tolerance


def test_what_was_evaluated_before_changes_no_value(ready: Ready) -> None:
    draw = np.random.default_rng(4)
    points = [random_links(ready, draw, whole=i % 2 == 0) for i in range(4)]
    forwards = evaluated(ready.recourse(), points)
    backwards = evaluated(ready.recourse(), points[::-1])[::-1]
    for cuts, again in zip(forwards, backwards, strict=True):
        assert [cut.value for cut in again] == pytest.approx([cut.value for cut in cuts], rel=1e-9, abs=1e-9)


def test_the_number_of_cores_changes_nothing_at_all(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    points = [random_links(ready, draw, whole=i % 2 == 0) for i in range(4)]
    told = []
    for cores in (1, 2, 16, None):
        monkeypatch.setattr("os.cpu_count", lambda cores=cores: cores)
        found = evaluated(ready.recourse(), points)
        told.append([(c.state, c.value, c.constant, c.gradient.tobytes(), c.missing) for cuts in found for c in cuts])
    assert told[0] == told[1] == told[2] == told[3]
