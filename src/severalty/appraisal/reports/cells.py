"""Words, figures and pictures that the sections of an appraisal share."""

from collections.abc import Iterable, Iterator

from severalty.appraisal.reports.worked import Worked
from severalty.engine.evidence import Evidence
from severalty.formats.documents import Picture
from severalty.web.parts import Writing


def lettered_name(worked: Worked, ref: str) -> str:
    """`b) Insourced by the lead authority`."""
    one = worked.option(ref)
    return f"{one.letter}) {one.name}" if one.letter else one.name


def short_name(worked: Worked, ref: str) -> str:
    """The letter of an option, or its name where it has none."""
    one = worked.option(ref)
    return one.letter or one.name


def inputs_of(refs: Iterable[str]) -> tuple[str, ...]:
    """What a figure rests on, each once."""
    return tuple(dict.fromkeys(refs))


def mark_of(writing: Writing, label: str, shown: str, evidence: Evidence, inputs: tuple[str, ...]) -> str:
    """The number of a figure alone, for a row whose cells are the figure."""
    return writing.figures.add(label, shown, None, "row", evidence, "", inputs).rpartition(" ")[2]


def picture_of(svg: str, caption: str, alt: str) -> Iterator[Picture]:
    """The picture with its words; none where nothing is drawn."""
    if svg:
        yield Picture(str(svg).encode(), f"{caption}. {alt}", caption)
