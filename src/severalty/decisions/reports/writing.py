"""A paper put together section by section: its head, what was written, and what the stages fill in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import severalty
from severalty.decisions.queries.papers import Draft, councils_of, item_table, names_by_key
from severalty.decisions.reports.passages import blocks_of
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.papers import TREES, Heading, Paper, tells_of_councils
from severalty.engine.fields import Known
from severalty.engine.freeze import digest
from severalty.formats.documents import Block, Note, Section, Table
from severalty.formats.paper_face import FIGURES, listed
from severalty.formats.papers import Figures, PaperContent
from severalty.tenancy.access import Viewer
from severalty.web.parts import Writing, filled, made_from


def content_of(viewer: Viewer, case: Any, draft: Draft, on: date, *, is_draft: bool) -> PaperContent:
    """The paper as it stands on a day, as far as the viewer may see what goes into it."""
    names = names_by_key(case)
    record, figures = draft.record, Figures()
    writing = _writing(viewer, case, draft, on, figures)
    sections = tuple(_pruned(list(_sections(writing, draft))))
    owner = names.get(record.organisation)
    return PaperContent(
        kind=record.kind.value,
        title=record.name,
        case=case.key,
        case_name=case.name,
        organisation=record.organisation,
        organisation_name=owner.name if owner else "",
        prepared_on=on.isoformat(),
        facts=(*facts_of(record), *_written(figures)),
        sections=sections,
        figures=tuple(figures.found),
        inputs=(
            ("Records of the case as seen by", viewer.organisation.name if viewer.organisation else _whom(viewer)),
            ("Paper and passages", digest((replace(record, recorded_by=""), draft.passages))),
            *made_from(writing),
        ),
        software=f"Severalty {severalty.__version__}",
        illustrative=case.illustrative,
        draft=is_draft,
    )


def _written(figures: Figures) -> Iterator[tuple[str, str]]:
    """How many figures stand in what people wrote: a reader must know that their class is that of the whole passage."""
    count = sum(any(one.startswith("passages:") for one in figure.inputs) for figure in figures.found)
    if count:
        what = "1 figure has" if count == 1 else f"{count:,} figures have"
        yield (
            "Figures in what was written",
            f"{what} the class that the passage was given; they were not compared with the record.",
        )


def _whom(viewer: Viewer) -> str:
    return "the operator" if viewer.operator else "the public"


def part_about(viewer: Viewer, case: Any, draft: Draft, on: date, council: str) -> tuple[Section, ...]:
    """The sections of a paper that tell of one council, for that council to look at, and what its figures rest on."""
    figures = Figures()
    writing = replace(_writing(viewer, case, draft, on, figures), about=council)
    found = []
    for heading in TREES[draft.record.kind]:
        if heading.key is None:
            continue
        blocks = _blocks(writing, draft, heading) if heading.by_council else _told(writing, draft, heading)
        if blocks:
            found.append(Section(heading.words, 1, tuple(blocks)))
    return (*found, *listed(tuple(figures.found)))


def listed_in(part: tuple[Section, ...]) -> int:
    """How many figures the part about a council lists."""
    return sum(len(one.rows) for section in part if section.heading == FIGURES for one in section.blocks
               if isinstance(one, Table))  # fmt: skip


def _told(writing: Writing, draft: Draft, heading: Heading) -> list[Block]:
    return list(blocks_of(draft.written(str(heading.key), writing.about), heading.words, writing.figures))


def facts_of(record: Paper) -> Iterator[tuple[str, str]]:
    """The head of a paper: label and value, what nobody has said left out."""
    facts = [
        ("Report to", record.body),
        ("Date", str(record.meeting_on or "")),
        ("Period", _span(record.period_from, record.period_to)),
        ("Presented by", record.lead),
        ("Author", record.author),
        ("Purpose", record.purpose.value.capitalize()),
        ("Decision reference", record.reference),
        ("Corporate priority", record.priority),
        ("Wards affected", record.wards),
        ("Key decision", _with(record.key_decision, record.key_reason)),
        ("Subject to call-in", _with(record.call_in, "")),
        ("Exempt information", _with(record.exempt, "")),
    ]
    return ((label, value) for label, value in facts if value)


def _with(known: Known, reason: str) -> str:
    if known is Known.UNKNOWN:
        return ""
    return known.value.capitalize() + (f": {reason}" if reason else "")


def _span(starts: PartialDate | None, ends: PartialDate | None) -> str:
    return " to ".join(str(one) for one in (starts, ends) if one)


def _writing(viewer: Viewer, case: Any, draft: Draft, on: date, figures: Figures) -> Writing:
    subject = draft.row.subject_id or ""
    return Writing(
        viewer=viewer,
        case=case,
        kind=draft.record.kind.value,
        on=on,
        figures=figures,
        organisation=draft.record.organisation,
        subject=subject if subject and item_table(viewer, case, subject) else "",
    )


def _sections(writing: Writing, draft: Draft) -> Iterator[tuple[Section, bool]]:
    """Every heading of the kind with its blocks, and whether it stands even when it is empty."""
    councils = _told_of(writing, draft) if tells_of_councils(draft.record.kind) else []
    for heading in TREES[draft.record.kind]:
        if heading.key is None:
            yield Section(heading.words, heading.level), False
            continue
        below = list(_by_council(writing, draft, heading, councils)) if heading.by_council else []
        blocks = _blocks(writing, draft, heading)
        if not blocks and not below and heading.if_silent:
            blocks = [Note(heading.if_silent)]
        yield Section(heading.words, heading.level, tuple(blocks)), bool(blocks)
        yield from ((section, True) for section in below)


def _told_of(writing: Writing, draft: Draft) -> list[Any]:
    """The partner councils, and whoever else words were written about."""
    councils, about = councils_of(writing.case), {one.about for one in draft.passages}
    others = names_by_key(writing.case).values()
    return [*councils, *(one for one in others if one.key in about and one not in councils)]


def _by_council(writing: Writing, draft: Draft, heading: Heading, councils: list[Any]) -> Iterator[Section]:
    for council in councils:
        blocks = _blocks(replace(writing, about=council.key), draft, heading)
        if blocks:
            yield Section(council.name, heading.level + 1, tuple(blocks))


def _blocks(writing: Writing, draft: Draft, heading: Heading) -> list[Block]:
    section = str(heading.key)
    passages = draft.written(section, writing.about)
    if not writing.about and not heading.by_council:
        passages = tuple(one for one in draft.passages if one.section == section)
    return [*blocks_of(passages, heading.words, writing.figures), *filled(writing, section)]


def _pruned(found: list[tuple[Section, bool]]) -> Iterator[Section]:
    """The sections but for headings with nothing to say beneath them."""
    for place, (section, kept) in enumerate(found):
        below = []
        for other, is_kept in found[place + 1 :]:
            if other.level <= section.level:
                break
            below.append(is_kept)
        if kept or any(below):
            yield section
