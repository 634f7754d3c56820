"""A plan as iCalendar and CSV, read back by other programs' eyes."""

import csv
import dataclasses
import io
import re
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar
from tests.formats.plan_samples import sample_plan

from severalty.engine.fields import columns_of
from severalty.engine.tables import TABLES
from severalty.formats.case import read_case
from severalty.formats.plan_calendar import plan_calendar
from severalty.formats.plan_csv import HEADINGS, plan_zip, timetable_csv

pytestmark = pytest.mark.engine_only
CHANGED = datetime(2026, 11, 26, 9, 30, 1, 5, tzinfo=UTC)


def events() -> dict[str, dict[str, object]]:
    found = Calendar.from_ical(plan_calendar(sample_plan(), "The split", CHANGED, 4)).walk("VEVENT")
    return {str(one["SUMMARY"]): {key: one.decoded(key, None) for key in one} for one in found}


def test_every_dated_thing_is_an_entry_of_whole_days() -> None:
    found = events()
    assert list(found) == [
        "Survey the post", "Waited for: Cabinet decides", "Promise: South is ready", "Cut over the post",
        "Promise: Post of North is ready", "Post has moved", "Freeze: Elections",
    ]  # fmt: skip
    cut = found["Cut over the post"]
    assert (cut["DTSTART"], cut["DTEND"]) == (date(2027, 1, 16), date(2027, 1, 18))
    assert (cut["SEQUENCE"], cut["TRANSP"], cut["DTSTAMP"]) == (4, "TRANSPARENT", CHANGED.replace(microsecond=0))
    assert "Workstream: Post and diaries" in str(cut["DESCRIPTION"])
    assert "Wave: 2" in str(cut["DESCRIPTION"])
    assert str(found["Survey the post"]["UID"]) == "north-survey-package@severalty"


def test_the_same_plan_makes_the_same_bytes_and_lines_that_calendars_take() -> None:
    plan = sample_plan()
    turned = dataclasses.replace(plan, tables={name: rows[::-1] for name, rows in plan.tables.items()})
    feed = plan_calendar(plan, "The split", CHANGED)
    assert feed == plan_calendar(turned, "The split", CHANGED)
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))


def test_the_timetable_has_a_row_for_each_package() -> None:
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(timetable_csv(sample_plan())))}
    assert tuple(next(iter(rows.values()))) == HEADINGS
    survey, cut, tidy = rows["survey"], rows["cut-over"], rows["tidy"]
    assert (survey["starts"], survey["ends"], survey["working_days"]) == ("2026-09-01", "2026-09-08", "6")
    assert (cut["waits_for"], cut["teams"], cut["wave"]) == (
        "survey FS+2; south-ready; cabinet", "infra 250; desk", "2",
    )  # fmt: skip
    assert (tidy["waits_for"], tidy["starts"], tidy["likely"]) == ("cut-over SS-3", "", "")
    assert (cut["workstream"], cut["calendar"]) == ("Post and diaries", "weekend")
    assert (cut["starts"], cut["ends"]) == ("2027-01-16", "2027-01-17")


def test_a_formula_in_a_name_is_marked() -> None:
    plan = sample_plan()
    (first, *rest) = plan.of("work_packages")
    evil = dataclasses.replace(plan, tables={**plan.tables, "work_packages": (
        dataclasses.replace(first, name="=HYPERLINK(1)"), *rest
    )})  # fmt: skip
    assert "\n=HYPERLINK" not in timetable_csv(evil)
    assert ",=HYPERLINK" not in timetable_csv(evil)


def test_the_tables_in_the_zip_come_in_again() -> None:
    plan = sample_plan()
    case = read_case(plan_zip(plan), "plan.zip")
    required = {shape.name for shape in columns_of(TABLES["work_packages"]) if shape.required}
    good = [one for one in plan.of("work_packages") if all(getattr(one, name) for name in required)]
    assert [record for _, record in case.tables["work_packages"].records] == good
    assert [record for _, record in case.tables["package_waits"].records] == list(plan.of("package_waits"))


def content_lines(feed: bytes) -> list[str]:
    """The lines of a calendar unfolded, after the rules of RFC 5545 on lines were looked at."""
    assert feed.endswith(b"\r\n")
    assert not feed.replace(b"\r\n", b"").translate(None, b"\t").translate(None, bytes(range(32, 256)))
    for line in feed.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    return feed.replace(b"\r\n ", b"").decode().split("\r\n")


def test_texts_of_the_calendar_are_escaped_folded_and_free_of_control_signs() -> None:
    plan = sample_plan()
    nasty = "A; b, c\\ d\r\nX-EVIL:1\x0b\x00\x1c\tend " + "é漢😀" * 40
    package = dataclasses.replace(plan.of("work_packages")[0], name=nasty, description=nasty, owner=nasty)
    tables = dict(plan.tables) | {"work_packages": (package, *plan.of("work_packages")[1:])}
    feed = plan_calendar(dataclasses.replace(plan, tables=tables), "Split; of, two\nATTENDEE:mailto:a@b", CHANGED)
    lines = content_lines(feed)
    assert "X-WR-CALNAME:Split\\; of\\, two\\nATTENDEE:mailto:a@b" in lines
    assert any(line.startswith("SUMMARY:A\\; b\\, c\\\\ d\\nX-EVIL:1\tend é") for line in lines)
    assert not any(line.startswith(("X-EVIL", "ATTENDEE")) for line in lines)
    uids = [line for line in lines if line.startswith("UID:")]
    assert len(uids) == len(set(uids)) == sum(line == "BEGIN:VEVENT" for line in lines)
    for needed in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY"):
        assert sum(re.split("[;:]", line)[0] == needed for line in lines) == len(uids), needed
