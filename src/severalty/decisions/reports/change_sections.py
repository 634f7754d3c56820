"""What changed in the period of a paper, or since the last meeting of the body that it goes to: topic by topic.

What the stages tell is asked for once; a stage that comes later joins without a change here: what it tells under a
topic of its own stands in the last section.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from severalty.decisions.queries.changes import last_held
from severalty.decisions.reports.change_words import heading_of, lead_of, listed, sentences_of
from severalty.engine.dates import day
from severalty.engine.decisions.changes import TOPICS, Told, told_by_topic
from severalty.engine.evidence import weakest
from severalty.formats.documents import Block, Note, Paragraph, Table, TableColumn
from severalty.web.parts import Fill, Writing, changes_for

MOST_ROWS = 100
WITHOUT_BOARD = timedelta(days=28)
COLUMNS = (
    TableColumn("What", width_share=3), TableColumn("Kind", width_share=2), TableColumn("What changed", width_share=5),
    TableColumn("On", width_share=2),
)  # fmt: skip


def summary(writing: Writing) -> Iterator[Block]:
    """The whole in one sentence, and the time that it tells of."""
    since, until, words = _time(writing)
    yield Paragraph(lead_of(_told(writing), words, until), numbered=True)
    yield Paragraph(
        f"Told is what changed after {day(since)} and until the end of {day(until)}, as the organisation whose paper "
        "this is may see it. Many changes of one row count as one, and what was changed back is none.",
        numbered=True,
    )


def _topic(topic: str) -> Fill:
    def fill(writing: Writing) -> Iterator[Block]:
        for group in _told(writing):
            if group.topic == topic:
                yield from _blocks(writing, group)

    return fill


def others(writing: Writing) -> Iterator[Block]:
    """What stages tell under topics of their own."""
    for group in _told(writing):
        if group.topic not in TOPICS:
            yield Paragraph(f"{heading_of(group.topic)}:")
            yield from _blocks(writing, group)


def _blocks(writing: Writing, group: Told) -> Iterator[Block]:
    heading, inputs = heading_of(group.topic), sorted({one.resting_on for one in group.changes if one.resting_on})
    evidence = weakest(one.evidence for one in group.changes)
    count = writing.figures.rows(f"Changes, {heading.lower()}", len(group.changes), evidence, inputs)
    for total in group.totals:
        for words, pence in (("before", total.before), ("now", total.after)):
            writing.figures.money(f"{heading}, {total.fund.value}, {words}", pence, total.evidence, "", inputs)
    yield Paragraph(f"Changes: {count}.", numbered=True)
    yield from (Paragraph(sentence, numbered=True) for sentence in sentences_of(group))
    rows = listed(group)
    if rows:
        cells = tuple((one.subject, one.what, one.sentence, str(one.on or "")) for one in rows[:MOST_ROWS])
        yield Table(f"{heading}: what changed", COLUMNS, cells)
    if len(rows) > MOST_ROWS:
        yield Note(f"The latest {MOST_ROWS:,} of {len(rows):,}; the page of changes shows all.")


def _told(writing: Writing) -> tuple[Told, ...]:
    def work() -> Any:
        since, until, _ = _time(writing)
        return told_by_topic(changes_for(writing.viewer, writing.case, since, until))

    found: tuple[Told, ...] = writing.once("changes", work)
    return found


def _time(writing: Writing) -> tuple[date, date, str]:
    """The day after which the time begins, its last day, and in words since what."""
    found: tuple[date, date, str] = writing.once("time of changes", lambda: _asked(writing))
    return found


def _asked(writing: Writing) -> tuple[date, date, str]:
    first, last = writing.period
    until = min(last or writing.on, writing.on)
    if first is not None:
        since = min(first - timedelta(days=1), until)
        return since, until, f"{day(since)}"
    board = last_held(writing.viewer, writing.case, until, name=writing.body)
    if board is not None:
        return board.meets_on.last, until, f"the meeting of {board.body.item.name}, {board.meets_on}"
    since = until - WITHOUT_BOARD
    return since, until, f"{day(since)}, for no earlier meeting is recorded as held"


SECTIONS: dict[tuple[str, str], Fill] = {
    ("changes", "summary"): summary,
    ("changes", "other changes"): others,
    **{("changes", topic): _topic(topic) for topic in TOPICS},
}
