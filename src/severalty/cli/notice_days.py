"""`severalty notice` as it runs: every last day for a meeting, for people or for machines; no database, no Django."""

import difflib
from argparse import Namespace
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.cli.notice import WAYS
from severalty.engine.dates import DateError, Precision, read_date
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import Notice, NoticeQuestion, day_words, notice_for
from severalty.engine.decisions.route_reading import route_on
from severalty.engine.decisions.routes import RouteValue
from severalty.formats.case import read_case
from severalty.formats.decision_routes import route_councils, route_values
from severalty.formats.problems import Unreadable
from severalty.formats.records import write_record
from severalty.formats.reference import bank_holidays


def run_notice(args: Namespace) -> int:
    """Print the last days."""
    own = _own_values(args.values) if args.values else ()
    names = {one.organisation: one.organisation for one in own} | route_councils()
    council = _one_of(args.council, names, "council")
    way = NoticeWay(WAYS[_one_of(args.route, WAYS, "way to give notice")])
    meeting = _day(args.meeting, "--meeting")
    published = _day(args.published, "--published") if args.published else None
    if published is not None and published < meeting:
        raise WrongInput("--published: the decision cannot be published before the meeting; correct one of the two.")
    route = route_on(council, meeting, (*own, *route_values()))
    try:
        found = notice_for(NoticeQuestion(route, meeting, bank_holidays().closures, way, args.private, published))
    except ValueError as error:
        raise WrongInput(f"--meeting {args.meeting}: {error}") from error
    print(write_record(found) if args.json else _for_people(found, names[council]))
    return DONE


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


def _for_people(found: Notice, name: str) -> str:
    sources = list(dict.fromkeys(one.source for one in found.steps if one.source))
    rows = [
        (
            one.words,
            f"{one.weekday[:3]} {one.on.isoformat()}" if one.on else "unknown",
            one.rule.partition(": nobody")[0] if one.on is None else one.rule,
            one.force.value if one.on else NOTHING,
            f"[{sources.index(one.source) + 1}]" if one.source else NOTHING,
        )
        for one in found.steps
    ]
    lines = [f"{name}, meeting on {day_words(found.meeting)}; notice: {found.way.value}", ""]
    lines += [table(("Step", "Last day", "Rule", "Behind it", "Source"), rows), ""]
    lines += [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    lines += ["", *(f"Look at this: {words}" for words in found.warnings)]
    lines.append("Not legal advice: confirm each value with the council’s monitoring officer.")
    return "\n".join(lines)
