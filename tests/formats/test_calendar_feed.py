"""A feed of days, read back by a parser: whole days, times in summer and winter, and the same bytes each time."""

import dataclasses
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from severalty.formats.calendar_feed import FeedEntry, feed_of, read_time

CHANGED = datetime(2026, 3, 2, 9, 30, 15, 999, tzinfo=UTC)
ENTRIES = (
    FeedEntry("m1-meeting@severalty", date(2026, 3, 26), "Cabinet", CHANGED, 3, time(18, 30), "Council Chamber"),
    FeedEntry("m2-meeting@severalty", date(2026, 4, 2), "Cabinet; with a comma, and a line\nmore", CHANGED, 1,
              time(18, 30), cancelled=True),
    FeedEntry("m3-draft@severalty", date(2026, 3, 31), "Last day", CHANGED, description="Ä" * 200),
)  # fmt: skip


def read(feed: bytes) -> dict[str, dict[str, object]]:
    """The events of a feed by their uid."""
    events = Calendar.from_ical(feed).walk("VEVENT")
    return {str(one["UID"]): {key: one.decoded(key, None) for key in one} for one in events}


def test_a_time_is_on_the_clock_of_london_before_and_after_the_change_of_the_clocks() -> None:
    found = read(feed_of("Decisions", ENTRIES))
    winter, summer = found["m1-meeting@severalty"]["DTSTART"], found["m2-meeting@severalty"]["DTSTART"]
    assert isinstance(winter, datetime)
    assert isinstance(summer, datetime)
    assert winter.astimezone(UTC) == datetime(2026, 3, 26, 18, 30, tzinfo=UTC)
    assert summer.astimezone(UTC) == datetime(2026, 4, 2, 17, 30, tzinfo=UTC)
    assert winter.astimezone(ZoneInfo("Europe/London")).time() == summer.astimezone(ZoneInfo("Europe/London")).time()


def test_the_time_zone_comes_along_and_knows_the_change_of_the_clocks() -> None:
    feed = feed_of("Decisions", ENTRIES)
    assert feed.count(b"BEGIN:VTIMEZONE") == 1
    assert b"DTSTART;TZID=Europe/London:20260326T183000" in feed
    assert b"BEGIN:DAYLIGHT" in feed
    assert b"BEGIN:VTIMEZONE" not in feed_of("Decisions", ENTRIES[2:])


def test_a_last_day_is_a_whole_day_that_blocks_nobody() -> None:
    found = read(feed_of("Decisions", ENTRIES))["m3-draft@severalty"]
    assert (found["DTSTART"], found["DTEND"]) == (date(2026, 3, 31), date(2026, 4, 1))
    assert found["TRANSP"] == "TRANSPARENT"


def test_versions_are_told_and_what_is_off_is_cancelled() -> None:
    found = read(feed_of("Decisions", ENTRIES))
    assert [one["SEQUENCE"] for one in found.values()] == [3, 0, 1]
    assert {one["DTSTAMP"] for one in found.values()} == {CHANGED.replace(microsecond=0)}
    assert found["m2-meeting@severalty"]["STATUS"] == "CANCELLED"


def test_the_same_entries_make_the_same_bytes_in_lines_that_calendars_take() -> None:
    feed = feed_of("Decisions", ENTRIES)
    assert feed == feed_of("Decisions", ENTRIES[::-1])
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))


def test_names_are_escaped_and_free_of_control_signs() -> None:
    strange = dataclasses.replace(ENTRIES[0], title="Vote\x0b; a, b\nX-EVIL:1", place="Hall\x00, 2")
    feed = feed_of("Days; of, two\nATTENDEE:mailto:a@b", [strange]).replace(b"\r\n ", b"").split(b"\r\n")
    assert b"X-WR-CALNAME:Days\\; of\\, two\\nATTENDEE:mailto:a@b" in feed
    assert b"SUMMARY:Vote\\; a\\, b\\nX-EVIL:1" in feed
    assert b"LOCATION:Hall\\, 2" in feed


@pytest.mark.parametrize(
    ("text", "expected"),
    [("18:30", time(18, 30)), ("9.00", time(9)), ("evening", None), ("25:00", None), ("", None), ("18:3", None)],
)
def test_a_time_is_read_with_patience(text: str, expected: time | None) -> None:
    assert read_time(text) == expected
