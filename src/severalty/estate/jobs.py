"""Bringing a file in, in the background: first a preview that writes nothing, then all of it or nothing."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.engine.estate.completeness import completeness
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.estate.reports import takeaway as reports
from severalty.formats.case import TableFile, read_case
from severalty.formats.cmdb import read_cmdb
from severalty.formats.directory import Counting, count_users
from severalty.formats.intake import Intake, Taking, cmdb_case, directory_case, published_case
from severalty.formats.ocds import read_published
from severalty.formats.plan_mspdi.arriving import plan_case
from severalty.formats.problems import Unreadable
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.drafts import Draft, Effect
from severalty.tenancy.jobs import Progress
from severalty.tenancy.queries import change_sets_for

if TYPE_CHECKING:
    from severalty.tenancy.models import Case, Job

PREVIEW, APPLY = "import-preview", "import-apply"
MOST_MISSING = 3
MOST_LISTED = 20_000
"""Problems, changes and notices beyond this many are counted and not listed."""


def preview(job: Job, progress: Progress) -> dict[str, Any]:
    """Read the uploaded file and say what it would do; the result is what the pages of the import show."""
    case, data, asked = job.case, bytes(job.upload or b""), job.request
    if case is None:
        raise Refused("An import needs a case.")
    progress.step(0, 0, "Reading the file")
    if asked["kind"] == "directory" and "counts" not in asked:
        return _counted(case, job.ref, data, asked)
    intake = _read(progress.viewer, case, data, asked, progress)
    look = importing.preview(progress.viewer, case, intake.file, progress.now(), asked["mode"], progress.step)
    result = _result_of(intake, look) | {"file": held(data)}
    page = "import-map" if _asks_for_columns(result, asked) else "import-preview"
    return result | {
        "url": reverse(f"estate:{page}", args=[case.key, job.ref]),
        "message": f"{_rows(intake.file.rows)} read; nothing is written yet.",
    }


def apply(job: Job, progress: Progress) -> dict[str, Any]:
    """Write what was agreed to, as one change set."""
    case, asked = job.case, job.request
    if case is None:
        raise Refused("An import needs a case.")
    viewer = progress.viewer
    changes = change_sets_for(viewer, case).filter(summary__job=job.ref).first()
    if changes is None:
        file = _read(viewer, case, bytes(job.upload or b""), asked, progress).file
        order = importing.Order(file, asked["mode"], asked["why"], asked["seen"], job.ref)
        changes = importing.apply(by=viewer, at=progress.now(), case=case, order=order, progress=progress.step)
    written = sum(changes.summary["rows"].values())
    return {
        "url": reverse("estate:import-done", args=[case.key, job.ref]),
        "message": f"{_rows(written)} written.",
        "change_set": changes.ref,
        "rows": changes.summary["rows"],
    }


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


JOBS = {PREVIEW: preview, APPLY: apply}


def held(data: bytes) -> str:
    """A file as text that a result may carry from the preview to the next step."""
    return base64.b64encode(zlib.compress(data, 1)).decode("ascii")


def let_go(text: str) -> bytes:
    """The file that `held` made text of."""
    return zlib.decompress(base64.b64decode(text))


def read_incoming(viewer: Viewer, case: Case, data: bytes, asked: Mapping[str, Any]) -> Intake:
    """A file of any kind as tables of the case; `asked` is what the person chose. Raises Unreadable."""
    name, audience = asked["name"], Audience(asked.get("audience") or Audience.HOLDERS)
    if asked["kind"] == "published":
        taking = Taking(
            only_ict=bool(asked.get("only_ict")),
            contains=asked.get("contains", ""),
            buyer=asked.get("buyer", ""),
            merged=frozenset(asked.get("merged", ())),
            known=reports.known_suppliers(viewer, case),
            organisations=reports.organisation_keys(case),
            audience=audience,
        )
        return published_case(read_published(data, name), name, taking)
    if asked["kind"] == "cmdb":
        return cmdb_case(read_cmdb(data, name), name, audience)
    if asked["kind"] == "plan":
        return plan_case(data, name, audience)
    if asked["kind"] == "directory":
        return directory_case(asked["counts"], date.fromisoformat(asked["census_on"]), name, audience)
    return Intake(read_case(data, name, table=asked.get("table", ""), mapped=asked.get("mapped") or {}))


def _read(viewer: Viewer, case: Case, data: bytes, asked: Mapping[str, Any], progress: Progress) -> Intake:
    try:
        intake = read_incoming(viewer, case, data, asked)
    except Unreadable as error:
        raise Refused(str(error)) from error
    progress.step(0, intake.file.rows, "Comparing with the record")
    return intake


def _counted(case: Case, ref: str, data: bytes, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers of users by mail domain or the like; the list itself goes no further than this function."""
    try:
        found = count_users(
            data, Counting({}, by=asked["by"]), census_on=date.fromisoformat(asked["census_on"]), name=asked["name"]
        )
    except Unreadable as error:
        raise Refused(str(error)) from error
    return {
        "url": reverse("estate:import-users", args=[case.key, ref]),
        "message": "Counted. The list itself is deleted.",
        "counted": found.unmatched,
        "excluded": found.excluded,
        "problems": [problem.as_dict() for problem in found.problems[:MOST_LISTED]],
        "notices": list(found.notices),
    }


def _result_of(intake: Intake, look: importing.Preview) -> dict[str, Any]:
    tables = intake.file.tables
    counts = {table: _counts(found, look) for table, found in tables.items()}
    return {
        "digest": look.digest,
        "counts": counts,
        "writes": look.writes,
        "changes": [_change(draft) for draft in look.drafts if draft.effect in (Effect.NEW, Effect.CHANGED)][
            :MOST_LISTED
        ],
        "problems": [problem.as_dict() for problem in look.problems[:MOST_LISTED]],
        "problem_count": len(look.problems),
        "notices": intake.file.notices[:MOST_LISTED],
        "left_out": intake.left_out[:MOST_LISTED],
        "alike": [[one.key, one.keep, one.other, one.why] for one in intake.alike],
        "headings": {table: _headings(found) for table, found in tables.items() if found.headings},
        "strange": list(intake.file.strange_sheets),
    }


def _counts(table: TableFile, look: importing.Preview) -> dict[str, int]:
    """What becomes of the rows of one table; rows that could not be read count as refused."""
    good = {place for place, _ in table.records}
    unread = {problem.row for problem in look.file.problems if problem.sheet == table.sheet and problem.row} - good
    unread -= {1} if table.headings else set()
    counts = {effect.value: look.count(effect, table.table) for effect in Effect}
    counts["refused"] += len(unread)
    return counts | {"read": len(table.records) + len(unread)}


def _change(draft: Draft) -> list[Any]:
    """Table, row, what it is called, new or changed; and what is not known of it, or each value before and after."""
    parts = [part for part in draft.subject.split(" · ") if part not in ("", "None")]
    name = getattr(draft.record, "name", "") or " · ".join(parts)
    values: list[Any] = [[column, draft.before.get(column, ""), text] for column, text in draft.after.items()]
    if draft.effect is Effect.NEW:
        values = list(completeness(draft.record).missing[:MOST_MISSING])
    return [draft.binding.table.replace("_", " "), draft.place, draft.subject, name, draft.effect.value, values]


def _headings(found: TableFile) -> dict[str, Any]:
    return {
        "headings": list(found.headings),
        "columns": found.columns,
        "samples": found.samples,
        "unmapped": list(found.unmapped),
        "missing": [shape.label for shape in found.missing],
    }


def _asks_for_columns(result: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Whether a person must say which column is which: no table was told, or headings are unknown or missing."""
    if asked["kind"] != "case" or asked.get("mapped"):
        return False
    unknown = any(found["unmapped"] or found["missing"] for found in result["headings"].values())
    return unknown or not result["counts"]
