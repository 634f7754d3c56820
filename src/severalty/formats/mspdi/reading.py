"""The bytes of an MS Project XML file to a project, a little at a time and within bounds."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse

from severalty.formats.archives import gunzipped, whole_file
from severalty.formats.limits import LIMITS, Limits
from severalty.formats.mspdi.decoding import Gathering, local
from severalty.formats.mspdi.losses import Losses, Tally
from severalty.formats.mspdi.project import Project
from severalty.formats.mspdi.references import check_references
from severalty.formats.mspdi.shape import by_tag
from severalty.formats.problems import Problem, Unreadable, clipped, unreadable

EXPECTED = "a plan as MS Project XML"
SAVE = "open the plan in MS Project and save it as XML (File, Save As, XML Format)"
MPP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
CUT = "the end of the file in the middle of an element"
GROUPS = {slot.inside: slot for slot in by_tag(Project).values() if slot.inside}


@dataclass(frozen=True)
class PlanLimits:
    """Bounds of a plan, beside those of any file: elements in all, how deep they lie, characters of one text."""

    elements: int = 4_000_000
    depth: int = 24
    text: int = 1_000_000


PLAN_LIMITS = PlanLimits()


def read_mspdi(
    source: bytes | Path, name: str = "", *, limits: Limits = LIMITS, bounds: PlanLimits = PLAN_LIMITS
) -> tuple[Project, Losses]:
    """Read a plan and say what of it has no place here; `problems` of the losses keep it from being taken over.

    Raises Unreadable for what is no such file, and for files that are damaged, hostile or too large.
    """
    packed, title = whole_file(source, name, limits)
    data = gunzipped(packed, title, limits)
    if len(data) > limits.file_bytes:
        raise unreadable(
            title, f"{len(data):,} bytes of XML", f"at most {limits.file_bytes:,}", "save the plan in parts"
        )
    if data.startswith(MPP):
        raise unreadable(title, "a file in MS Project's own form (.mpp)", EXPECTED, SAVE)
    reader = _Reader(title, bounds)
    try:
        for event, element in iterparse(io.BytesIO(data), ("start", "end"), forbid_dtd=True):
            if event == "start":
                reader.opened(element)
            else:
                reader.ended(element)
    except DefusedXmlException as fault:
        raise unreadable(title, "a document type or entities", "plain XML without them", SAVE) from fault
    except ParseError as fault:
        raise _broken(title, fault, begun=reader.root is not None) from fault
    except (LookupError, ValueError) as fault:
        raise unreadable(title, f"an encoding that cannot be read ({clipped(str(fault))})", "UTF-8", SAVE) from fault
    return reader.closed()


def is_mspdi(data: bytes) -> bool:
    """Whether bytes begin as a plan in MS Project XML does."""
    start = data[:4096].replace(b"\x00", b"")
    return re.search(rb"<(\w+:)?Project[\s>]", start) is not None and b"schemas.microsoft.com/project" in start


def _broken(title: str, fault: ParseError, begun: bool) -> Unreadable:
    line, column = fault.position
    words = {
        3: CUT if begun else "nothing, or no XML",
        4: "characters that are no XML or not in the encoding named",
        5: CUT,
        18: "an encoding that is not known",
        19: "an encoding other than the file names",
    }
    found = words.get(fault.code, clipped(str(fault).split(":")[0]))
    place = f'file "{title}", line {line}, column {column + 1}'
    return Unreadable(Problem("", None, place, found, EXPECTED, SAVE))


class _Reader:
    """Takes elements as they end, so that a large plan is never in memory twice."""

    def __init__(self, title: str, bounds: PlanLimits) -> None:
        self.title, self.bounds = title, bounds
        self.tally = Tally()
        self.open: list[Element] = []
        self.count = 0
        self.root: Element | None = None
        self.gathering: Gathering | None = None
        self.marks: dict[str, str] = {}

    def opened(self, element: Element) -> None:
        self.count += 1
        self.open.append(element)
        if self.root is None:
            self._begin(element)
        if self.count > self.bounds.elements:
            raise self._refused(f"more than {self.bounds.elements:,} elements", "fewer")
        if len(self.open) > self.bounds.depth:
            raise self._refused(f"elements {len(self.open)} deep", f"at most {self.bounds.depth}")

    def _begin(self, element: Element) -> None:
        namespace = element.tag.partition("}")[0].lstrip("{") if element.tag.startswith("{") else ""
        known = namespace == "" or namespace.startswith("http://schemas.microsoft.com/project")
        if local(element.tag, namespace) != "Project" or not known:
            raise unreadable(self.title, f"XML that begins with <{clipped(element.tag)}>", EXPECTED, SAVE)
        self.root, self.marks = element, dict(element.attrib)
        self.gathering = Gathering(Project, "Project", namespace, self.tally)

    def ended(self, element: Element) -> None:
        self.open.pop()
        if element.text and len(element.text) > self.bounds.text:
            raise self._refused(
                f"a text of {len(element.text):,} characters in {_last(element.tag)}", f"at most {self.bounds.text:,}"
            )
        if len(self.open) == 2 and self._group() is not None:
            self._take_item(element)
        elif len(self.open) == 1:
            self._take_child(element)

    def _group(self) -> Any:
        assert self.gathering is not None  # noqa: S101 - the first element made it
        group = self.open[1]
        return None if group.attrib else GROUPS.get(local(group.tag, self.gathering.namespace))

    def _take_item(self, element: Element) -> None:
        assert self.gathering is not None  # noqa: S101 - the first element made it
        slot = self._group()
        self.gathering.open_group(slot.inside)
        self.gathering.take_inner(slot, element, _place(element, self.gathering.namespace))
        self.open[1].clear()

    def _take_child(self, element: Element) -> None:
        assert self.gathering is not None  # noqa: S101 - the first element made it
        tag = local(element.tag, self.gathering.namespace)
        self.gathering.take(element, f"project, {tag}" if len(element) else "project")
        self.open[0].clear()

    def _refused(self, found: str, expected: str) -> Unreadable:
        return unreadable(self.title, found, expected, "save a part of the plan, or one without what is not needed")

    def closed(self) -> tuple[Project, Losses]:
        assert self.gathering is not None  # noqa: S101 - an empty file does not get here
        assert self.root is not None  # noqa: S101
        project: Project = self.gathering.finish(namespace=self.gathering.namespace, marks=self.marks)
        check_references(project, self.tally)
        return project, self.tally.closed()


def _last(tag: str) -> str:
    return tag.rpartition("}")[2]


def _place(element: Element, namespace: str) -> str:
    """Which record an element is, in words: `task 12 "Move the telephones"`."""
    tag = local(element.tag, namespace)
    said = {local(child.tag, namespace): (child.text or "").strip() for child in element if len(child) == 0}
    name = f' "{clipped(said["Name"], 60)}"' if said.get("Name") else ""
    mark = said.get("UID") or said.get("FieldID") or said.get("Guid") or ""
    return f"{tag[:1].lower()}{tag[1:]} {clipped(mark, 40)}{name}".strip()
