"""The workbook's own list of its sheets against the parts that are there, and what else it carries."""

from __future__ import annotations

import posixpath
import zipfile
from xml.etree import ElementTree

from inputs.problems import Problem

MOST_SHEETS = 500
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/"


def package_problems(archive: zipfile.ZipFile, name: str) -> list[Problem]:
    """Errors (a sheet whose part is missing: spreadsheet libraries drop it without a word) and warnings.

    Raises ValueError where the list of sheets cannot be read.
    """
    book = _workbook_part(archive)
    present = set(archive.namelist())
    targets = _relations(archive, book)
    root = _parsed(archive, book)
    if root.tag.startswith(_STRICT):
        message = "it is a Strict Open XML spreadsheet, which few programs can read"
        return [_error("E101", name, message, "save it as Excel Workbook (.xlsx), not as Strict Open XML Spreadsheet")]
    sheets = [element for element in root.iter() if _tag(element) == "sheet"]
    if len(sheets) > MOST_SHEETS:
        message = f"it has {len(sheets)} sheets, more than {MOST_SHEETS}"
        return [_error("E105", name, message, "keep the plan's sheets in a workbook of their own")]
    seen: set[str] = set()
    for sheet in sheets:
        title = sheet.get("name", "")
        target, external = targets.get(sheet.get(_RELATION, ""), ("", False))
        if external or target not in present:
            message = f"the contents of its sheet {title[:80]!r} are missing"
            return [_error("E107", name, message, "restore the file from a copy, or delete that sheet")]
        if title.casefold() in seen:
            message = f"two of its sheets are called {title[:80]!r}"
            return [_error("E104", name, message, "open it in a spreadsheet program and save it again as .xlsx")]
        seen.add(title.casefold())
    return _carried(present, name)


def _carried(present: set[str], name: str) -> list[Problem]:
    found = []
    if any(part.lower().endswith("vbaproject.bin") for part in present):
        found.append(Problem("W108", "", "", "", name, "it has macros, which are never run"))
    if any(part.startswith("xl/externalLinks/") for part in present):
        message = "it has links to other files, which are never followed: the values last saved count"
        fix = "open it in a spreadsheet program, update the links and save, if they should be newer"
        found.append(Problem("W109", "", "", "", name, message, fix=fix))
    return found


def _error(code: str, name: str, message: str, fix: str) -> Problem:
    return Problem(code, "", "", "", name, message, fix=fix)


def _workbook_part(archive: zipfile.ZipFile) -> str:
    for target, _ in _relations(archive, "").values():
        if posixpath.basename(target) in ("workbook.xml", "workbook2.xml") or target.startswith("xl/workbook"):
            return target
    return "xl/workbook.xml"


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, bool]]:
    """What a part refers to: id -> (part, whether it is outside the file)."""
    folder = posixpath.dirname(part)
    path = posixpath.join(folder, "_rels", f"{posixpath.basename(part)}.rels")
    if path not in archive.namelist():
        return {}
    found = {}
    for element in _parsed(archive, path).iter():
        if _tag(element) == "Relationship":
            target = element.get("Target", "")
            whole = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[element.get("Id", "")] = (whole, element.get("TargetMode") == "External")
    return found


def _parsed(archive: zipfile.ZipFile, part: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(part))  # small, and without a DTD: the gate looked
    except (KeyError, ElementTree.ParseError) as damage:
        raise ValueError(f"{part} cannot be read") from damage


def _tag(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]
