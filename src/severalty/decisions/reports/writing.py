"""A paper put together section by section: its head, what was written, and what the stages fill in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import severalty
from severalty.decisions.queries.papers import Draft, councils_of, item_table, names_by_key
from severalty.decisions.reports.passages import blocks_of
from severalty.decisions.reports.withholding import Kept, covers_tables, kept_parts, withheld_of
from severalty.engine.dates import PartialDate
from severalty.engine.decisions.papers import TREES, Heading, Paper, tells_of_councils
from severalty.engine.fields import Known
from severalty.engine.freeze import digest
from severalty.formats.documents import Block, Note, Section, Table
from severalty.formats.paper_face import FIGURES, listed
from severalty.formats.papers import Figures, PaperContent, Rendition
from severalty.tenancy.access import Viewer
from severalty.web.parts import Writing, filled, made_from


def content_of(viewer: Viewer, case: Any, draft: Draft, on: date, *, is_draft: bool) -> PaperContent:
    """The paper as the public would read it: without the text of its exempt parts."""
    return rendition_of_draft(viewer, case, draft, on, is_draft=is_draft).content


def rendition_of_draft(viewer: Viewer, case: Any, draft: Draft, on: date, *, is_draft: bool) -> Rendition:
    """The paper as it stands on a day, as far as the viewer may see what goes into it."""
    names = names_by_key(case)
    record, figures = draft.record, Figures()
    writing = _writing(viewer, case, draft, on, figures)
    built = tuple(_pruned(list(_sections(writing, draft))))
    apart = [withheld_of(kept, number, draft.row.pk) for number, one in enumerate(built, start=1) for kept in one.apart]
    owner = names.get(record.organisation)
    content = PaperContent(
        kind=record.kind.value,
        title=record.name,
        case=case.key,
        case_name=case.name,
        organisation=record.organisation,
        organisation_name=owner.name if owner else "",
        prepared_on=on.isoformat(),
        facts=(*facts_of(record), *_written(figures)),
        sections=tuple(one.section for one in built),
        figures=tuple(figures.found),
        inputs=(
            ("Records of the case as seen by", viewer.organisation.name if viewer.organisation else _whom(viewer)),
            ("Paper and passages", digest((replace(record, recorded_by=""), draft.passages))),
            *made_from(writing),
        ),
        software=f"Severalty {severalty.__version__}",
        illustrative=case.illustrative,
        draft=is_draft,
        withheld=tuple(told for told, _ in apart),
    )
    return Rendition(content, tuple(text for _, text in apart))


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
        blocks = _blocks(writing, draft, heading)[0] if heading.by_council else _told(writing, draft, heading)
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
        body=draft.record.body,
        period=_period(draft.record),
    )


def _period(record: Paper) -> tuple[date | None, date | None]:
    starts, ends = record.period_from, record.period_to
    return starts.first if starts else None, ends.last if ends else None


@dataclass(frozen=True)
class _Built:
    """A section, whether it stands even when it is empty, and the exempt parts that have their place in it."""

    section: Section
    kept: bool = False
    apart: tuple[Kept, ...] = ()


def _sections(writing: Writing, draft: Draft) -> Iterator[_Built]:
    """Every heading of the kind with its blocks, and below it those of the councils."""
    councils = _told_of(writing, draft) if tells_of_councils(draft.record.kind) else []
    for heading in TREES[draft.record.kind]:
        if heading.key is None:
            yield _Built(Section(heading.words, heading.level))
            continue
        below = list(_by_council(writing, draft, heading, councils)) if heading.by_council else []
        blocks, apart = _blocks(writing, draft, heading)
        if not blocks and not apart and not below and heading.if_silent:
            blocks = [Note(heading.if_silent)]
        yield _Built(Section(heading.words, heading.level, tuple(blocks)), bool(blocks or apart), apart)
        yield from below


def _told_of(writing: Writing, draft: Draft) -> list[Any]:
    """The partner councils, and whoever else words were written about."""
    about = {one.about for one in draft.passages} | {one.about for one in draft.exempt}
    councils = councils_of(writing.case)
    others = names_by_key(writing.case).values()
    return [*councils, *(one for one in others if one.key in about and one not in councils)]


def _by_council(writing: Writing, draft: Draft, heading: Heading, councils: list[Any]) -> Iterator[_Built]:
    for council in councils:
        blocks, apart = _blocks(replace(writing, about=council.key), draft, heading)
        if blocks or apart:
            yield _Built(Section(council.name, heading.level + 1, tuple(blocks)), kept=True, apart=apart)


def _blocks(writing: Writing, draft: Draft, heading: Heading) -> tuple[list[Block], tuple[Kept, ...]]:
    """What the public reads of a section, and its exempt parts, which stand behind what was written."""

    def here(rows: Iterable[Any]) -> tuple[Any, ...]:
        whole = not writing.about and not heading.by_council
        return tuple(one for one in rows if one.section == heading.key and (whole or one.about == writing.about))

    parts = here(draft.exempt)
    said = list(blocks_of(here(draft.passages), heading.words, writing.figures))
    tables = () if covers_tables(parts) else filled(writing, str(heading.key))
    return [*said, *tables], kept_parts(writing, parts, heading, len(said))


def _pruned(found: list[_Built]) -> Iterator[_Built]:
    """The sections but for headings with nothing to say beneath them."""
    for place, one in enumerate(found):
        below = []
        for other in found[place + 1 :]:
            if other.section.level <= one.section.level:
                break
            below.append(other.kept)
        if one.kept or any(below):
            yield one
