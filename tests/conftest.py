"""Makes the helpers beside the tests importable (tests are flat, no package); no test is judged by its seconds."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

if sys.dont_write_bytecode:  # every process that a test starts would compile all libraries anew, for seconds
    os.environ |= {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(ROOT / ".pytest_cache" / "compiled")}

# Coverage, where it is asked for, doubles the time of a test. These files are not measured: they take long, as they
# solve many cases, write many workbooks or plan whole examples, and nearly all lines that they run the others run too.
UNMEASURED = {
    f"test_{name}.py"
    for name in (
        "bench", "calm", "cli", "decomposed", "directions", "dominance", "edits", "elastic", "enumeration",
        "equivalences", "gate", "hopeless", "job", "overflow", "priced", "proof", "published", "recalculation",
        "recompute", "recourse", "solver_limits", "solvers", "space", "stability", "target", "trials",
        "valuing",
    )
}  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell pytest-cov which tests not to measure."""
    for item in items:
        if item.path.name in UNMEASURED:
            item.add_marker("no_cover")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    """Nor are their fixtures measured, which pytest-cov itself would do."""
    measuring = getattr(item.config.pluginmanager.getplugin("_cov"), "cov_controller", None)
    if measuring is None or not item.get_closest_marker("no_cover"):
        return (yield)
    measuring.pause()
    try:
        return (yield)
    finally:
        measuring.resume()
