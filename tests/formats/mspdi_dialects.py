"""One invented plan as different versions of MS Project and other programs write it: the same to the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

XMLNS = "http://schemas.microsoft.com/project"


@dataclass(frozen=True)
class Dialect:
    """How a program writes: what its version has, and in what form."""

    name: str
    save_version: int | None = 14
    named_exceptions: bool = True
    dated_exceptions: bool = True
    manual_fields: bool = True
    guids: bool = False
    units: str = "{:.2f}"
    no_base: str = "-1"
    project_task: bool = True
    blank_row: bool = False
    flags: bool = True
    levels: bool = True
    namespace: str = XMLNS
    prefix: str = ""
    encoding: str = "utf-8"
    span: Callable[[int], str] = lambda minutes: f"PT{minutes // 60}H{minutes % 60}M0S"
    moment: str = "{}"
    end_of_day: str = "T23:59:00"


DIALECTS = (
    Dialect("2002", None, named_exceptions=False, manual_fields=False, units="{:g}"),
    Dialect("2003", None, named_exceptions=False, manual_fields=False, units="{:g}", blank_row=True),
    Dialect("2007", 12, manual_fields=False),
    Dialect("2010", 14),
    Dialect("2013", 14, blank_row=True),
    Dialect("2016", 14, no_base="0"),
    Dialect("2019", 14, guids=True, no_base="0"),
    Dialect("2021", 14, guids=True, no_base="0", blank_row=True, namespace=XMLNS + "/2007", end_of_day="T00:00:00"),
    Dialect("UTF-16", 14, encoding="utf-16"),
    Dialect("UTF-8 with a mark", 14, encoding="utf-8-sig"),
    Dialect("with a prefix", 14, prefix="p:", moment="{}.000"),
    Dialect("Latin", 12, manual_fields=False, encoding="iso-8859-1"),
    Dialect("without the project's task", 14, project_task=False),
    Dialect("with exceptions in the new form alone", 14, dated_exceptions=False),
    Dialect("with other lengths", 9, span=lambda minutes: f"PT{minutes}M", moment="{}Z"),
    Dialect("with days", 14, span=lambda minutes: f"P{minutes // 480}D" if minutes % 480 == 0 else f"PT{minutes}M"),
    Dialect("without flags", None, manual_fields=False, flags=False),
    Dialect("without levels", None, manual_fields=False, levels=False),
)  # fmt: skip


def saved(dialect: Dialect) -> bytes:
    """The plan as this program saves it."""
    return _Saver(dialect).file()


class _Saver:
    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.told = 0

    def tag(self, name: str, inner: object) -> str:
        mark = self.dialect.prefix
        return f"<{mark}{name}>{inner}</{mark}{name}>"

    def many(self, **values: object) -> str:
        return "".join(self.tag(name, value) for name, value in values.items() if value is not None)

    def guid(self) -> str | None:
        self.told += 1
        return f"CAAE491B-DAD2-E811-AC3F-{self.told:012X}" if self.dialect.guids else None

    def span(self, minutes: int) -> str:
        return self.dialect.span(minutes)

    def length(self, minutes: int, unit: int) -> str:
        return self.span(minutes) if unit == 7 else f"PT{minutes // 60}H0M0S"

    def moment(self, text: str) -> str:
        return self.dialect.moment.format(text)

    def file(self) -> bytes:
        said = self.dialect
        name = {"utf-8-sig": "UTF-8"}.get(said.encoding, said.encoding)
        mark = said.prefix
        space = f'xmlns:{mark[:-1]}="{said.namespace}"' if mark else f'xmlns="{said.namespace}"'
        text = f'<?xml version="1.0" encoding="{name}"?>\n<{mark}Project {space}>{self.inner()}</{mark}Project>'
        return text.encode(said.encoding)

    def inner(self) -> str:
        head = self.many(
            SaveVersion=self.dialect.save_version, GUID=self.guid(), Name="move.mpp", Title="Move of the café",
            LastSaved=self.moment("2024-11-04T10:00:00"), ScheduleFromStart=1,
            StartDate=self.moment("2025-01-06T08:00:00"), FinishDate=self.moment("2025-02-28T17:00:00"),
            CurrencyCode="GBP" if self.dialect.save_version else None, CalendarUID=1, MinutesPerDay=480,
            MinutesPerWeek=2400, DaysPerMonth=20, DurationFormat=7,
        )  # fmt: skip
        return head + self.many(
            Calendars=self.calendars(), Tasks=self.tasks(), Resources=self.resources(), Assignments=self.assignments()
        )

    def calendars(self) -> str:
        week = "".join(
            self.tag("WeekDay", self.many(DayType=day, DayWorking=int(1 < day < 7), WorkingTimes=self.hours(day)))
            for day in range(1, 8)
        )
        return "".join((
            self.calendar(1, "Standard", 1, self.dialect.no_base, week, [
                ("Closed", "2025-02-10", "2025-02-12", 1, None, ["2025-02-10", "2025-02-11", "2025-02-12"]),
                ("Every third day", "2025-03-03", "2025-03-10", 7, 3, ["2025-03-03", "2025-03-06", "2025-03-09"]),
            ]),
            self.calendar(2, "Movers", 0, "1", "", [
                ("Away", "2025-01-20", "2025-01-21", 1, None, ["2025-01-20", "2025-01-21"])
            ]),
        ))  # fmt: skip

    def hours(self, day: int) -> str | None:
        if not 1 < day < 7:
            return None
        return "".join(
            self.tag("WorkingTime", self.many(FromTime=start, ToTime=end))
            for start, end in (("08:00:00", "12:00:00"), ("13:00:00", "17:00:00"))
        )

    def calendar(
        self, uid: int, name: str, is_base: int, base: str, week: str,
        off: Iterable[tuple[str, str, str, int, int | None, list[str]]],
    ) -> str:  # fmt: skip
        dated = "".join(
            self.tag("WeekDay", self.many(DayType=0, DayWorking=0, TimePeriod=self.period(first, last)))
            for _, start, end, _, every, days in off
            for first, last in ([(start, end)] if every is None else [(day, day) for day in days])
        )
        named = "".join(
            self.tag("Exception", self.many(
                EnteredByOccurrences=0, TimePeriod=self.period(first, last), Occurrences=len(days), Name=title,
                Type=kind, Period=every, DayWorking=0,
            ))
            for title, first, last, kind, every, days in off
        )  # fmt: skip
        return self.tag("Calendar", self.many(
            UID=uid, GUID=self.guid(), Name=name, IsBaseCalendar=is_base, BaseCalendarUID=base,
            WeekDays=(week + (dated if self.dialect.dated_exceptions else "")) or None,
            Exceptions=named if self.dialect.named_exceptions else None,
        ))  # fmt: skip

    def period(self, first: str, last: str) -> str:
        return self.many(FromDate=f"{first}T00:00:00", ToDate=f"{last}{self.dialect.end_of_day}")

    def tasks(self) -> str:
        rows = [
            self.task(1, "1", "Rooms", 4_800, "2025-01-06", "2025-01-17", Summary=1),
            self.task(2, "1.1", "Survey", 960, "2025-01-06", "2025-01-07", PercentComplete=50,
                      ActualStart=self.moment("2025-01-06T08:00:00"), RemainingDuration=self.span(480)),
            self.task(3, "1.2", "Pack", 480, "2025-01-08", "2025-01-08", guess=True, links=((2, 1, 4_800, 7),)),
            self.task(4, "1.3", "Label", 1_440, "2025-01-08", "2025-01-10", guess=True,
                      links=((2, 3, -2_400, 5), (3, 0, 50, 19))),
            self.task(5, "2", "Move", 2_880, "2025-01-13", "2025-01-15", unit=8, links=((1, 1, 0, 7),),
                      Deadline=self.moment("2025-01-31T17:00:00")),
            self.task(6, "3", "Moved", 0, "2025-01-15", "2025-01-15", Milestone=1, links=((5, 1, 28_800, 8),),
                      ConstraintType=4, ConstraintDate=self.moment("2025-01-15T08:00:00")),
            self.task(7, "4", "Tell everybody", 0, "2025-01-15", "2025-01-15", links=((6, 2, 0, 7),)),
        ]  # fmt: skip
        if self.dialect.blank_row:
            rows.insert(5, self.tag("Task", self.many(UID=90, ID=90, IsNull=1)))
        if self.dialect.project_task:
            rows.insert(0, self.task(0, "0", "Move of the café", 4_800, "2025-01-06", "2025-01-17", Summary=1))
        return "".join(rows)

    def task(
        self, uid: int, outline: str, name: str, minutes: int, first: str, last: str, *, unit: int = 7,
        guess: bool = False, links: tuple[tuple[int, int, int, int], ...] = (), **more: object,
    ) -> str:  # fmt: skip
        starts, ends = self.moment(f"{first}T08:00:00"), self.moment(f"{last}T17:00:00")
        hand = self.dialect.manual_fields
        flags = self.dialect.flags
        level = 0 if outline == "0" else outline.count(".") + 1
        values: dict[str, object] = {
            "UID": uid, "GUID": self.guid(), "ID": uid, "Name": name, "Active": 1 if hand else None,
            "Manual": 0 if hand else None, "Type": 0, "IsNull": 0 if flags else None, "WBS": outline,
            "OutlineNumber": outline, "OutlineLevel": level if self.dialect.levels else None, "Priority": 500,
            "Start": starts, "Finish": ends, "Duration": self.length(minutes, unit),
            "ManualStart": starts if hand else None, "ManualFinish": ends if hand else None,
            "ManualDuration": self.length(minutes, unit) if hand else None,
            "DurationFormat": unit + 32 if guess else unit, "Estimated": int(guess) if flags else None,
            "Milestone": 0 if flags else None, "Summary": 0 if flags else None,
        } | more  # fmt: skip
        if not flags:
            values.pop("Summary", None)
        linked = "".join(
            self.tag("PredecessorLink", self.many(
                PredecessorUID=before, Type=kind, CrossProject=0 if flags else None, LinkLag=lag, LagFormat=form
            ))
            for before, kind, lag, form in links
        )  # fmt: skip
        fixed = self.tag("Baseline", self.many(Number=3, Start=starts, Finish=ends, Cost="130050")) if uid == 2 else ""
        return self.tag("Task", self.many(**values) + linked + fixed)

    def resources(self) -> str:
        nobody = self.tag("Resource", self.many(UID=0, ID=0, Type=1, IsNull=0, MaxUnits=self.dialect.units.format(1)))
        mover = self.many(
            UID=1, GUID=self.guid(), ID=1, Name="Movers", Type=1, IsNull=0, Initials="M",
            MaxUnits=self.dialect.units.format(3), StandardRate=42.5, StandardRateFormat=2, CalendarUID=2,
        )  # fmt: skip
        return nobody + self.tag("Resource", mover)

    def assignments(self) -> str:
        return "".join(
            self.tag("Assignment", self.many(
                UID=uid, GUID=self.guid(), TaskUID=task, ResourceUID=resource, Units=self.dialect.units.format(units)
            ))
            for uid, task, resource, units in ((1, 2, 1, 1.5), (2, 5, 1, 3), (3, 7, -65535, 1))
        )  # fmt: skip
