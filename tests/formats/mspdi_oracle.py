"""What mpxj, a library that reads the files of many planning programs, reads of MSPDI files: as JSON, for tests.

Run as a program with paths; it needs Java. In a process of its own: a Java machine and pytest share signals badly.
"""

import json
import sys
from datetime import date, datetime, timedelta
from typing import Any

import jpype
import jpype.imports
import mpxj  # noqa: F401 - puts the library's classes on the path of Java

FIRST, DAYS = date(2024, 12, 20), 400


def looked_at(has_exceptions: object) -> int:
    """How many days of a calendar are looked at; three weeks of one without exceptions."""
    return DAYS if has_exceptions else 21


def text(value: Any) -> str | None:
    return None if value is None else str(value)


def number(value: Any) -> float | None:
    return None if value is None else round(float(str(value)), 4)


def moment(value: Any) -> str | None:
    return None if value is None else (str(value) + ":00" if len(str(value)) == 16 else str(value)[:19])


def joined(parts: Any) -> list[list[Any]]:
    """Stretches of a split task; gaps of seconds, which come of rounding, are none."""
    found: list[list[Any]] = []
    for start, end in parts:
        if found and datetime.fromisoformat(start) - datetime.fromisoformat(found[-1][1]) < timedelta(minutes=1):
            found[-1][1] = end
        else:
            found.append([start, end])
    return found


class Oracle:
    """Reads one file."""

    def __init__(self, path: str) -> None:
        from org.mpxj import TimeUnit  # noqa: PLC0415 # type: ignore[import-not-found]
        from org.mpxj.mspdi import MSPDIReader  # noqa: PLC0415 # type: ignore[import-not-found]

        self.units = TimeUnit
        self.project = MSPDIReader().read(path)
        self.properties = self.project.getProjectProperties()

    def minutes(self, length: Any) -> float | None:
        """A length in minutes of working time, or of the clock where it is elapsed."""
        if length is None:
            return None
        return round(float(length.convertUnits(self.units.MINUTES, self.properties).getDuration()), 2)

    def length(self, length: Any) -> list[Any] | None:
        return None if length is None else [self.minutes(length), str(length.getUnits())]

    def lag(self, length: Any) -> list[Any]:
        unit = str(length.getUnits())
        value = float(length.getDuration()) if "%" in unit else self.minutes(length)
        return [round(value or 0, 2), unit]

    def tasks(self) -> list[dict[str, Any]]:
        return [self.task(one) for one in self.project.getTasks() if not bool(one.getNull())]

    def task(self, one: Any) -> dict[str, Any]:
        splits = joined([moment(part.getStart()), moment(part.getEnd())] for part in one.getWorkSplits() or ())
        return {
            "uid": int(one.getUniqueID()), "id": int(one.getID()), "name": text(one.getName()),
            "level": int(one.getOutlineLevel() or 0), "wbs": text(one.getWBS()), "notes": text(one.getNotes()) or "",
            "starts": moment(one.getStart()), "ends": moment(one.getFinish()),
            "duration": self.length(one.getDuration()), "milestone": bool(one.getMilestone()),
            "summary": bool(one.getSummary()), "work": self.minutes(one.getWork()),
            "percent": number(one.getPercentageComplete()), "constraint": text(one.getConstraintType()),
            "constraint_date": moment(one.getConstraintDate()), "deadline": moment(one.getDeadline()),
            "priority": int(one.getPriority().getValue()) if one.getPriority() else None,
            "estimated": bool(one.getEstimated()), "effort_driven": bool(one.getEffortDriven()),
            "kind": text(one.getType()), "actual_starts": moment(one.getActualStart()),
            "actual_ends": moment(one.getActualFinish()), "remaining": self.minutes(one.getRemainingDuration()),
            "cost": number(one.getCost()), "splits": splits if len(splits) > 1 else [],
            "links": sorted(
                [int(link.getPredecessorTask().getUniqueID()), str(link.getType()), *self.lag(link.getLag())]
                for link in one.getPredecessors()
            ),
            "baselines": [found for at in range(11) if (found := self.baseline(one, at))],
        }  # fmt: skip

    def baseline(self, one: Any, at: int) -> list[Any] | None:
        get = (
            [one.getBaselineStart(), one.getBaselineFinish(), one.getBaselineDuration(), one.getBaselineWork(),
             one.getBaselineCost()]
            if at == 0 else
            [one.getBaselineStart(at), one.getBaselineFinish(at), one.getBaselineDuration(at), one.getBaselineWork(at),
             one.getBaselineCost(at)]
        )  # fmt: skip
        if all(value is None for value in get):
            return None
        return [at, moment(get[0]), moment(get[1]), self.minutes(get[2]), self.minutes(get[3]), number(get[4])]

    def rate(self, rate: Any) -> list[Any]:
        if rate is None:
            return [0.0, "h"]
        return [round(float(rate.getAmount()), 1), str(rate.getUnits())]

    def resources(self) -> list[dict[str, Any]]:
        return [
            {
                "uid": int(one.getUniqueID()), "name": text(one.getName()), "kind": text(one.getType()),
                "group": text(one.getGroup()),
                "availability": [
                    [moment(row.getRange().getStart()), moment(row.getRange().getEnd()), number(row.getUnits())]
                    for row in one.getAvailability() if str(one.getType()) == "WORK"
                ],
                "rates": [
                    [table, self.rate(row.getStandardRate()), self.rate(row.getOvertimeRate()),
                     number(row.getCostPerUse())]
                    for table in range(5) for row in one.getCostRateTable(table) or () if str(one.getType()) == "WORK"
                ],
                "baselines": [
                    [at, self.minutes(one.getBaselineWork(at)), number(one.getBaselineCost(at))]
                    for at in range(1, 11) if one.getBaselineWork(at) is not None or one.getBaselineCost(at) is not None
                ],
            }
            for one in self.project.getResources() if one.getName()
        ]  # fmt: skip

    def assignments(self) -> list[dict[str, Any]]:
        return [
            {
                "uid": int(one.getUniqueID()), "task": int(one.getTaskUniqueID()),
                "resource": None if one.getResourceUniqueID() is None else int(one.getResourceUniqueID()),
                "units": number(one.getUnits()), "work": self.minutes(one.getWork()),
                "actual": self.minutes(one.getActualWork()), "remaining": self.minutes(one.getRemainingWork()),
                "starts": moment(one.getStart()), "ends": moment(one.getFinish()), "cost": number(one.getCost()),
            }
            for one in self.project.getResourceAssignments()
        ]  # fmt: skip

    def calendars(self) -> list[dict[str, Any]]:
        return [
            {
                "uid": int(one.getUniqueID()), "name": text(one.getName()),
                "base": None if one.getParent() is None else int(one.getParent().getUniqueID()),
                "minutes": [
                    self.day(one, FIRST + timedelta(days=at))
                    for at in range(looked_at(len(one.getCalendarExceptions())))
                ],
            }
            for one in self.project.getCalendars()
        ]  # fmt: skip

    def day(self, calendar: Any, on: date) -> float:
        from java.time import LocalDate  # noqa: PLC0415 # type: ignore[import-not-found]

        return float(calendar.getWork(LocalDate.of(on.year, on.month, on.day), self.units.MINUTES).getDuration())

    def values(self) -> dict[str, Any]:
        """Values of own fields of tasks by UID and alias of the field."""
        found: dict[str, Any] = {}
        for field in self.project.getCustomFields():
            alias, kind = text(field.getAlias()), field.getFieldType()
            if alias and str(kind.getFieldTypeClass()) == "TASK":
                for one in self.project.getTasks():
                    value = one.getCachedValue(kind)
                    if value is not None:
                        found[f"{int(one.getUniqueID())} {alias}"] = str(value)
        return found

    def read(self) -> dict[str, Any]:
        return {
            "title": text(self.properties.getProjectTitle()) or None, "tasks": self.tasks(),
            "resources": self.resources(), "assignments": self.assignments(),
            "calendars": self.calendars(), "values": self.values(),
        }  # fmt: skip


def main() -> None:
    jpype.startJVM()
    print(json.dumps({path: Oracle(path).read() for path in sys.argv[1:]}))  # noqa: T201


if __name__ == "__main__":
    main()
