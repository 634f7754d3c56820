"""`severalty notice` as it runs: every last day for a meeting, for people or for machines; no database, no Django."""

import difflib
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.cli.notice import OFFICER, WAYS
from severalty.engine.clear_days import DaysError
from severalty.engine.dates import DateError, Precision, day, read_date
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import (
    LastDay,
    Notice,
    NoticeQuestion,
    OfficerQuestion,
    day_words,
    notice_for,
    officer_notice,
)
from severalty.engine.decisions.route_reading import Route, route_on
from severalty.engine.decisions.routes import RouteValue
from severalty.formats.case import read_case
from severalty.formats.decision_routes import route_councils, route_values
from severalty.formats.problems import Unreadable
from severalty.formats.records import write_record
from severalty.formats.reference import bank_holidays

RULE_WIDTH = 60


def run_notice(args: Namespace) -> int:
    """Print the last days."""
    own = _own_values(args.values) if args.values else ()
    names = {one.organisation: one.organisation for one in own} | route_councils()
    council = _council(args.council, names)
    route_word = _one_of(args.route, WAYS, "way to give notice")
    route = route_on(council, _day(args.meeting, "--meeting"), (*own, *route_values()))
    try:
        found = _officer(args, route) if route_word == OFFICER else _meeting(args, route, NoticeWay(WAYS[route_word]))
    except DaysError as error:
        raise WrongInput(f"--meeting {args.meeting}: {error}") from error
    print(write_record(found) if args.json else _for_people(found, names[council], WAYS[route_word]))
    return DONE


def _meeting(args: Namespace, route: Route, way: NoticeWay) -> Notice:
    published = _day(args.published, "--published") if args.published else None
    if published is not None and published < route.on:
        raise WrongInput("--published: the decision cannot be published before the meeting; correct one of the two.")
    return notice_for(NoticeQuestion(route, route.on, bank_holidays().closures, way, args.private, published))


def _officer(args: Namespace, route: Route) -> Notice:
    if args.private or args.published:
        raise WrongInput("--route officer: no meeting is held, so leave out --private and --published.")
    return officer_notice(OfficerQuestion(route, route.on, bank_holidays().closures, called_in=True))


def _council(word: str, names: dict[str, str]) -> str:
    """The key of a council, which may be given by its name too."""
    clean = " ".join(word.lower().split())
    keys = {name.lower(): key for key, name in names.items()}
    if clean in names or clean in keys:
        return clean if clean in names else keys[clean]
    near = difflib.get_close_matches(clean, [*names, *keys], n=1, cutoff=0.5)
    meant = f"did you mean {keys.get(near[0], near[0])}?" if near else f"there are {', '.join(names)}."
    raise WrongInput(
        f"There is no council {word!r} on record; {meant} For any other, give its own values with --values FILE."
    )


def _one_of(word: str, known: Any, what: str) -> str:
    clean = word.strip().lower()
    if clean in known:
        return clean
    near = difflib.get_close_matches(clean, known, n=1, cutoff=0.5)
    meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}."
    raise WrongInput(f"There is no {what} {word!r} on record; {meant}")


def _day(text: str, option: str) -> date:
    try:
        found = read_date(text)
    except DateError as error:
        raise WrongInput(f"{option}: {error}") from error
    if found.precision is not Precision.DAY or found.about:
        raise WrongInput(f"{option}: {text!r} is not known to the day; write it as 2026-04-08.")
    return found.first


def _own_values(file: str) -> tuple[RouteValue, ...]:
    """The values in a file of a council; whoever keeps the file has its own word in it."""
    try:
        held = read_case(Path(file), table="route_values")
    except OSError as error:
        raise WrongInput(f"{file}: cannot be read ({error.strerror}); check the name of the file.") from error
    except Unreadable as error:
        raise WrongInput(f"{file}: {error}") from error
    if held.problems:
        raise WrongInput(f"{file}: {held.problems[0]}")
    found = held.tables.get("route_values")
    if found is None or not found.records:
        raise WrongInput(f"{file}: holds no value of a decision route; give the table route_values.")
    return tuple(replace(one, recorded_by=one.recorded_by or one.organisation) for _, one in found.records)


def _for_people(found: Notice, name: str, way: str) -> str:
    sources = list(dict.fromkeys(one.source for one in found.steps if one.source))
    rows = [row for one in found.steps for row in _rows(one, sources)]
    what = "decision" if way == WAYS[OFFICER] else "meeting"
    lines = [f"{name}, {what} on {day_words(found.meeting)}; notice: {way}", ""]
    lines += [table(("Step", "Last day", "Rule", "Behind it", "Source"), rows), ""]
    lines += [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    lines += ["", *(f"Look at this: {words}" for words in found.warnings)]
    if any(one.on is None for one in found.steps):
        lines.append("Unknown: record the council’s own value on the page Decision routes, or give it with --values.")
    lines.append("Not legal advice: confirm each value with the council’s monitoring officer.")
    return "\n".join(lines)


def _rows(one: LastDay, sources: list[str]) -> Iterator[tuple[str, ...]]:
    """The row of a step, and rows below it for the rest of a long rule."""
    on = f"{one.weekday[:3]} {day(one.on)}" if one.on else "unknown"
    first, *rest = wrap("nobody has stated it" if one.on is None and not one.source else one.rule, RULE_WIDTH)
    source = f"[{sources.index(one.source) + 1}]" if one.source else NOTHING
    yield one.words, on, first, one.force.value if one.on else NOTHING, source
    yield from (("", "", words, "", "") for words in rest)
