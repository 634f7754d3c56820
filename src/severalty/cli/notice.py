"""`severalty notice`: every last day for a meeting of a council; no database, no Django."""

import difflib
from argparse import ArgumentParser, Namespace
from datetime import date
from typing import Any

from severalty.cli.arguments import add_json
from severalty.cli.exits import DONE, WrongInput
from severalty.cli.layout import NOTHING, table
from severalty.engine.dates import DateError, Precision, read_date
from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.notice import Notice, NoticeQuestion, day_words, notice_for
from severalty.engine.decisions.route_reading import route_on
from severalty.formats.decision_routes import route_councils, route_values
from severalty.formats.records import write_record
from severalty.formats.reference import bank_holidays

WAYS = {
    "28-days": NoticeWay.NOTICE,
    "general-exception": NoticeWay.GENERAL_EXCEPTION,
    "special-urgency": NoticeWay.SPECIAL_URGENCY,
    "not-key": NoticeWay.NOT_KEY,
}


def add_notice(subparsers: Any) -> None:
    """Add `notice` to the commands."""
    parser: ArgumentParser = subparsers.add_parser(
        "notice",
        help="every last day for a meeting of a council, with the rule that gives it",
        description="Say by when what must be published or ready for a meeting, and when its decisions take effect.\n"
        "Not legal advice: confirm each value with the monitoring officer of the council.",
        epilog="Examples: severalty notice --meeting 2026-04-08 --council melton\n"
        "          severalty notice --meeting 2024-02-07 --council havering --private --json\n"
        f"Councils: {', '.join(route_councils())}.",
    )
    parser.add_argument("--meeting", required=True, metavar="DATE", help="the day of the meeting, such as 2026-04-08")
    parser.add_argument("--council", required=True, metavar="COUNCIL", help="its key, such as melton")
    parser.add_argument("--private", action="store_true", help="part of the meeting is held in private")
    parser.add_argument("--route", default="28-days", metavar="WAY", help=f"how notice is given: {', '.join(WAYS)}")
    parser.add_argument("--published", metavar="DATE", help="the day on which the decision was published, if it was")
    add_json(parser)
    parser.set_defaults(run=run_notice)


def run_notice(args: Namespace) -> int:
    """Print the last days."""
    council = _one_of(args.council, route_councils(), "council")
    way = WAYS[_one_of(args.route, WAYS, "way to give notice")]
    meeting = _day(args.meeting, "--meeting")
    published = _day(args.published, "--published") if args.published else None
    if published is not None and published < meeting:
        raise WrongInput("--published: the decision cannot be published before the meeting; correct one of the two.")
    route = route_on(council, meeting, route_values())
    try:
        found = notice_for(NoticeQuestion(route, meeting, bank_holidays().closures, way, args.private, published))
    except ValueError as error:
        raise WrongInput(f"--meeting {args.meeting}: {error}") from error
    print(write_record(found) if args.json else _for_people(found))
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


def _for_people(found: Notice) -> str:
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
    name = route_councils()[found.council]
    lines = [f"{name}, meeting on {day_words(found.meeting)}; notice: {found.way.value}", ""]
    lines += [table(("Step", "Last day", "Rule", "Behind it", "Source"), rows), ""]
    lines += [f"[{number}] {source}" for number, source in enumerate(sources, start=1)]
    lines += ["", *(f"Look at this: {words}" for words in found.warnings)]
    lines.append("Not legal advice: confirm each value with the council’s monitoring officer.")
    return "\n".join(lines)
