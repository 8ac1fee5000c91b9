"""The documents say what the code does: generated pages, the README's commands and tables, no local addresses."""

import re
import shlex
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import pyomo.environ as pyo
import pytest

from docs import generate
from inputs import examples
from inputs.sheets import SHEETS
from model import build
from model.prepare import prepare
from owp.cli import parser
from owp.exits import Exit
from owp.report import blank_report

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
HOSTS = re.compile(
    rb"(?:py" rb"pi\.org|python" rb"hosted\.org|crates\.io|https?://[^/\s]*(?:py" rb"pi|artifactory|nexus|devpi|mirror)"
    rb"|(?:extra-)?index-" rb"url\s*=)",
    re.IGNORECASE,
)  # fmt: skip
MACHINE_PATHS = re.compile(rb"(?<![\w.:/])/(?:home|root|Users|tmp|var/folders)/\w|\b[A-Z]:\\Users\\")


@cache
def pages():
    return generate.pages()


@pytest.mark.parametrize("name", ["workbook", "results", "problems", "formulation"])
def test_page_is_what_the_declarations_say(name):
    """Run python -m docs.generate after changing a declaration or the model."""
    path = f"docs/{name}.md"
    assert (ROOT / path).read_text(encoding="utf-8") == pages()[path]


def test_readme_tables_are_what_the_declarations_say():
    assert pages()["README.md"] == README
    assert {mark[2] for mark in generate.MARK.finditer(README)} == set(generate.TABLES)


def test_readme_names_every_sheet_once_and_which_are_required():
    section = README.split("## The workbook")[1].split("## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| .* \| (yes)?(?:, or ([^|]*))? *\|$", section, re.MULTILINE)
    told = [(name, bool(needed), instead.strip()) for name, needed, instead in rows]
    assert told == [(s.name, s.needed, s.instead) for s in SHEETS]


@cache
def whole_model():
    case = generate.specimen()
    return case, build.build_whole(prepare(case))


def test_every_component_of_the_model_has_a_doc():
    components = generate.components(whole_model()[1])
    assert len(components) > 50
    assert [component.name for component in components if not component.doc] == []


def test_a_component_that_no_family_declares_is_an_error():
    case, m = whole_model()
    m.stray = pyo.Var(doc="declared nowhere in model/")
    try:
        with pytest.raises(LookupError, match="stray"):
            generate.formulation(m, case)
    finally:
        m.del_component(m.stray)


def test_bars_in_a_cell_do_not_break_a_table():
    assert generate.table(["a"], [["x | y"]]) == "| a |\n| --- |\n| x \\| y |\n"


def _commands():
    """Every owp command of the README, in code blocks and in words, as it is typed."""
    return re.findall(r"owp (?:template|example|check|plan) [^`\n|]*", README)


def test_readme_commands_are_commands():
    for command in _commands():
        parser().parse_args(shlex.split(command)[1:])
    assert {shlex.split(command)[1] for command in _commands()} == {"template", "example", "check", "plan"}


def test_readme_names_every_option():
    section = README.split("## The command line")[1].split("## ")[0]
    named = set(re.findall(r"--[a-z][a-z-]+", section))
    (commands,) = (action.choices for action in parser()._actions if action.choices)
    usage = " ".join(command.format_usage() for command in commands.values())
    assert named == set(re.findall(r"--[a-z][a-z-]+", usage))


def test_readme_runs_the_committed_example():
    (block,) = re.findall(r"^pip install uv && uv run (owp plan .*)$", README, re.MULTILINE)
    chosen = parser().parse_args(shlex.split(block)[1:])
    assert (ROOT / chosen.plan).samefile(examples.path("russia"))
    assert (ROOT / chosen.output).parent.is_dir()
    assert "\npip install uv && uv run pytest\n" in README


def test_readme_lists_every_exit_code():
    assert [int(code) for code in re.findall(r"^\| (\d) \| ", README, re.MULTILINE)] == [int(code) for code in Exit]


def test_readme_lists_every_field_of_the_json_object():
    paragraph = README.split("`--json` prints")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", paragraph)) == set(blank_report())
    assert all(word in paragraph for word in blank_report()["seconds"])


def test_links_lead_to_files():
    """The picture of page one and every page that the documents point at."""
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def _files():
    """Files that are or would be committed."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]


def _contents(path):
    """The bytes of a file, of an Excel workbook those of its parts."""
    if path.suffix != ".xlsx":
        return path.read_bytes()
    with zipfile.ZipFile(path) as book:
        return b"\n".join(book.read(name) for name in book.namelist())


@pytest.mark.parametrize("what, pattern", [("registry host", HOSTS), ("path of a machine", MACHINE_PATHS)])
def test_no_committed_file_holds_a(what, pattern):
    found = {str(path.relative_to(ROOT)): pattern.search(_contents(path)) for path in _files()}
    assert {name: hit[0] for name, hit in found.items() if hit} == {}, what


def test_the_patterns_find_what_they_forbid():
    """So that the test above can fail."""
    assert HOSTS.search(b"https://py" + b"pi.org/simple")
    assert MACHINE_PATHS.search(b"see /ho" + b"me/me/plan.xlsx")
    assert not MACHINE_PATHS.search(b"https://example.com/home/page")
