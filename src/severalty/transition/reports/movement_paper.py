"""How sure a plan was against the report before, in a highlight report: told from what was kept, nothing simulated."""

from collections.abc import Iterator, Sequence

from severalty.engine.dates import day
from severalty.engine.transition.confidence.kept import Kept
from severalty.formats.documents import Block, Paragraph
from severalty.transition.queries.kept import keepings_of
from severalty.transition.reports.movement_table import figures_words, movement_words
from severalty.transition.reports.paper_sections import Highlights, highlights
from severalty.web.parts import Fill, Writing


def movement(writing: Writing) -> Iterator[Block]:
    """One sentence for the period of the report; nothing where the writer's council kept no figures."""
    told = highlights(writing)
    if told is None:
        return
    found = keepings_of(writing.viewer, writing.case, told.seen.row.pk)
    words = _words(told, [one.kept for one in found if one.kept.on <= told.last])
    if words:
        yield Paragraph(words, numbered=True)


def _words(told: Highlights, kept: Sequence[Kept]) -> str:
    if not kept:
        return ""
    now, before = kept[-1], [one for one in kept if one.on < told.first]
    then = before[-1] if before else kept[0]
    if then is not now:
        return f"How sure the plan is, as kept on {day(now.on)}. {movement_words(then, now)}"
    lacking = "nothing was kept since" if before else "nothing was kept before"
    return f"How sure the plan is, as kept on {day(now.on)}, and {lacking}: {figures_words(now)}."


def movement_sections() -> Iterator[tuple[tuple[str, str], Fill]]:
    """What is told of it, by the kind of paper and the section."""
    yield ("highlight", "dates"), movement
