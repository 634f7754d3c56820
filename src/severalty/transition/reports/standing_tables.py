"""The tables of progress and of the path to planning confidence."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from severalty.engine.transition.earned import Earned, WorkStanding
from severalty.engine.transition.packages import Colour, Maturity, Workstream
from severalty.engine.transition.path import Path, StepOnPath, StreamOnPath
from severalty.engine.transition.stated_colour import stated_words
from severalty.transition.queries.standing import SpendLine
from severalty.transition.reports.pictures_look import Look
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

TONES = {Colour.RED: "bad", Colour.AMBER: "warn", Colour.GREEN: "good", Colour.UNKNOWN: "plain"}
PROGRESS_PART = 25
SHAPES = {Colour.RED: "▲ red", Colour.AMBER: "◆ amber", Colour.GREEN: "● green", Colour.UNKNOWN: "unknown"}


def colour_tag(colour: Colour) -> Tag:
    """A colour with its shape and its word."""
    return Tag(SHAPES[colour], TONES[colour])


def later_words(one: WorkStanding) -> str:
    """`5 days later`, `2 days earlier`, `as approved`; empty where it is not known."""
    if one.later is None:
        return ""
    days = f"{abs(one.later)} working day{'' if abs(one.later) == 1 else 's'}"
    return "as approved" if not one.later else f"{days} {'later' if one.later > 0 else 'earlier'}"


def percent_words(percent: int | None) -> str:
    """`60%`, or that nobody has said."""
    return "nobody has said" if percent is None else f"{percent}%"


def progress_sheet(look: Look, found: Earned, money: bool) -> Sheet:
    """Every package against its baseline, what is overdue and what ends latest first; with its money for who may see
    money."""
    columns = [
        *_named(look),
        Column("should", "Should be done", value=lambda one: "" if one.should_percent is None
               else f"{one.should_percent}%"),
        Column("percent", "Done", value=lambda one: percent_words(one.percent)),
        Column("later", "Ends against the baseline", value=later_words),
        Column("overdue", "Overdue", "tag", value=lambda one: Tag("overdue", "bad") if one.overdue else ""),
    ]  # fmt: skip
    if money:
        columns += [
            Column("planned", "To be worked for by today", "pounds"), Column("earned", "Worked for", "pounds"),
            Column("spent", "Spent", "pounds"),
        ]  # fmt: skip
    rows = sorted(found.standings, key=lambda one: (not one.overdue, one.later is None, -(one.later or 0)))
    caption = "Packages against the baseline, the overdue and the latest first"
    return Sheet(caption, tuple(columns), rows, ident="packages", part=PROGRESS_PART)


def plain_progress_sheet(look: Look, found: Earned, money: bool) -> Sheet:
    """Every package by its dates and how far it is, where there is no baseline to hold it against."""
    days = {one.key: look.days(one) for one in look.packages}

    def edge(place: int) -> Callable[[WorkStanding], date | None]:
        return lambda one: (days.get(one.key) or (None, None))[place]

    columns = [
        *_named(look), Column("starts", "Starts", "date", value=edge(0)), Column("ends", "Ends", "date", value=edge(1)),
        Column("percent", "Done", value=lambda one: percent_words(one.percent)),
        *([Column("spent", "Spent", "pounds")] if money else []),
    ]  # fmt: skip
    place = {one.key: number for number, one in enumerate(look.packages)}
    rows = sorted(found.standings, key=lambda one: place.get(one.key, len(place)))
    return Sheet("Packages, by the day on which they start", tuple(columns), rows, ident="packages")


def _named(look: Look) -> tuple[Column, Column]:
    return (
        Column("name", "Package", url=lambda one: look.urls.get(one.key, "")),
        Column("group", "Workstream", value=lambda one: look.name(one.group)),
    )


def spend_sheet(look: Look, lines: Sequence[SpendLine]) -> Sheet:
    """What dispositions were to cost once, and what their packages cost."""

    def over(one: SpendLine) -> Any:
        return None if one.stated is None or one.planned is None else one.planned - one.stated

    columns = (
        Column("name", "Thing", url=lambda one: look.urls.get(one.thing, "")),
        Column("council", "Council", "organisation",
               value=lambda one: (look.organisations[one.council],) if one.council in look.organisations else ()),
        Column("packages", "Packages", "count"),
        Column("stated", "One-off cost of its disposition", "pounds"),
        Column("planned", "Cost of its packages", "pounds"),
        Column("over", "More than stated", "pounds", value=over),
        Column("spent", "Spent", "pounds"),
    )  # fmt: skip
    return Sheet("Money against what was decided of each thing", columns, lines, ident="spend", part=PROGRESS_PART)


def streams_sheet(look: Look, path: Path, pages: Mapping[str, str] | None = None) -> Sheet:
    """How well each workstream is defined; `pages` are those of the colours of workstreams, by handle."""
    to = pages or {}
    columns = (
        Column("name", "Workstream", value=lambda one: one.workstream.name,
               url=lambda one: look.urls.get(one.workstream.key, "")),
        Column("colour", "By its record", "tag", value=lambda one: colour_tag(one.colour)),
        Column("stated", "As its steps state", "tag", value=lambda one: colour_tag(one.stated)),
        Column("person", "As a person states", "tag", value=lambda one: person_tag(one.workstream)),
        Column("told", "Both, in words", value=lambda one: one.told, url=lambda one: to.get(one.workstream.key, "")),
        Column("because", "Because", value=because_words),
        *(_maturity(one) for one in Maturity),
        Column("leaves", "Leaves its colour when", value=leaves_words),
    )  # fmt: skip
    return Sheet("How well each workstream is defined", columns, path.streams, ident="workstreams")


def person_tag(stream: Workstream) -> Any:
    """The colour that a named person states; nobody does where it is unknown."""
    return colour_tag(stream.colour) if stated_words(stream) else "nobody does"


def _maturity(maturity: Maturity) -> Column:
    def count(one: StreamOnPath) -> int:
        return one.estimates.get(maturity, 0)

    return Column(maturity.name.lower(), f"{maturity.value[0].upper()}{maturity.value[1:]}", "count", value=count)


def because_words(one: StreamOnPath) -> str:
    """Why it has its colour."""
    said = [*one.because] or (["Nothing is on record."] if one.colour is Colour.UNKNOWN else ["Nothing is in the way."])
    return " ".join([*said, "It is stated better than its record bears out."] if one.differs else said)


def leaves_words(one: StreamOnPath) -> str:
    """By what it is said to leave its colour."""
    return {Colour.RED: one.workstream.exit_red, Colour.AMBER: one.workstream.exit_amber}.get(one.colour, "")


def steps_sheet(look: Look, path: Path) -> Sheet:
    """What moves each workstream on, by the day on which it is due."""
    names = {stream.workstream.key: stream.workstream.name for stream in path.streams}
    rows = [one for stream in path.streams for one in stream.steps]
    columns = (
        Column("name", "Element", value=lambda one: one.step.element or one.step.name,
               url=lambda one: look.urls.get(one.step.key, "")),
        Column("workstream", "Workstream", value=lambda one: names.get(one.step.workstream, "")),
        Column("colour", "Colour", "tag", value=lambda one: colour_tag(one.step.colour)),
        Column("reason", "Reason", value=lambda one: one.step.reason),
        Column("action", "What moves it on", value=lambda one: one.step.action),
        Column("owner", "Owner", value=lambda one: one.step.owner),
        Column("due", "Due", value=lambda one: str(one.step.due or "")),
        Column("state", "State", "tag", value=state_tag),
        Column("narrows", "Narrows the band of dates", value=narrows_words),
        Column("remarks", "Remarks", value=lambda one: " ".join(one.remarks)),
    )  # fmt: skip
    return Sheet("Path to planning confidence", columns, rows, ident="steps")


def state_tag(one: StepOnPath) -> Any:
    """Whether it is done, overdue or still to come."""
    if one.step.done_on is not None:
        return Tag("done", "good")
    return Tag("overdue", "bad") if one.overdue else "to come"


def narrows_words(one: StepOnPath) -> str:
    """By how many working days; that nobody can say while work is not defined, or in too many draws never ends."""
    if one.unsaid:
        return "cannot be said while work is undefined or has no room"
    if one.narrows is None:
        return ""
    if one.narrows <= 0:
        return "by no whole working day"
    return f"{one.narrows} working day{'' if one.narrows == 1 else 's'}"
