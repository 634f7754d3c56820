"""Days and meetings as an iCalendar feed (RFC 5545), the same bytes for the same entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDDDTypes, vText

from severalty.formats.cells import tidy

LONDON = ZoneInfo("Europe/London")
PRODUCT = "-//Severalty//Decisions//EN"
_FIRST_YEAR = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock, as icalendar takes it
_LAST_YEAR = datetime(2038, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True)
class FeedEntry:
    """One entry: a whole day, or a meeting that begins at a time on the clock of London.

    `uid` names it for good; `sequence` rises and `changed` moves on when it is changed. `cancelled`: it is off.
    """

    uid: str
    on: date
    title: str
    changed: datetime
    sequence: int = 0
    begins: time | None = None
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def feed_of(name: str, entries: Iterable[FeedEntry]) -> bytes:
    """The feed with its time zone; entries in the order of their days."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar["X-WR-CALNAME"] = vText(tidy(name))
    found = sorted(entries, key=lambda one: (one.on, one.begins or time(), one.title, one.uid))
    if any(one.begins for one in found):
        calendar.add_component(Timezone.from_tzinfo(LONDON, "Europe/London", _FIRST_YEAR.date(), _LAST_YEAR.date()))
    for one in found:
        calendar.add_component(_event(one))
    return bytes(calendar.to_ical())


def read_time(text: str) -> time | None:
    """A time of the day from `18:30` or `18.30`; nothing where it is none."""
    hours, sign, minutes = text.strip().replace(".", ":").partition(":")
    if not (sign and hours.isascii() and hours.isdigit() and minutes.isascii() and minutes.isdigit()):
        return None
    if len(minutes) != 2 or int(hours) > 23 or int(minutes) > 59:
        return None
    return time(int(hours), int(minutes))


def _event(one: FeedEntry) -> Event:
    event = Event()
    event.add("uid", one.uid)
    event.add("dtstamp", one.changed.astimezone(UTC).replace(microsecond=0))
    event.add("last-modified", one.changed.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", one.sequence)
    event["SUMMARY"] = vText(tidy(one.title))
    if one.begins is None:
        event["DTSTART"] = vDDDTypes(one.on)
        event["DTEND"] = vDDDTypes(one.on + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", datetime.combine(one.on, one.begins, LONDON))
    for key, words in (("location", one.place), ("description", one.description)):
        if words:
            event[key] = vText(tidy(words))
    if one.url:
        event.add("url", one.url)
    event.add("status", "CANCELLED" if one.cancelled else "CONFIRMED")
    return event
