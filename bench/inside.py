"""What runs inside a scratch installation, as `python -m bench.inside TASK …`; prints one line of JSON."""

import csv
import gzip
import json
import os
import random
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "severalty.project.settings"
django.setup()

# What needs Django to be ready.
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.invented import EMAIL, PASSWORD  # noqa: E402
from severalty.appraisal.queries.compared import appraisals_for, comparison_of  # noqa: E402
from severalty.appraisal.reports.worked import worked_of  # noqa: E402
from severalty.dispositions.queries.workbench import Bench, workbench_for  # noqa: E402
from severalty.engine.appraisal.apportionment import Apportionment, Count, apportion  # noqa: E402
from severalty.engine.dates import day  # noqa: E402
from severalty.engine.dispositions.register import Total, register_of, total_of, totals_of  # noqa: E402
from severalty.estate import importing  # noqa: E402
from severalty.estate.queries import bank_holidays  # noqa: E402
from severalty.formats.case import read_case  # noqa: E402
from severalty.formats.ocds import read_published  # noqa: E402
from severalty.tenancy.access import operator_for  # noqa: E402
from severalty.tenancy.actions import add_person, appoint  # noqa: E402
from severalty.tenancy.models import Case, Item, Organisation, Person  # noqa: E402
from severalty.tenancy.permissions import Role  # noqa: E402

REGISTER_ON = date(2026, 11, 26)


def main(arguments: list[str]) -> int:
    """Run one task with its arguments."""
    print(json.dumps(TASKS[arguments[0]](*arguments[1:])))
    return 0


def load(folder: str) -> dict[str, Any]:
    """Import a case folder and appoint somebody who can sign in for one partner."""
    call_command("migrate", interactive=False, verbosity=0)
    by, at = operator_for(), timezone.now()
    began = time.perf_counter()
    case = importing.import_case(source=Path(folder), by=by, at=at)
    seconds = time.perf_counter() - began
    person = Person.objects.filter(email=EMAIL).first() or add_person(
        by=by, at=at, email=EMAIL, name="Lead", password=PASSWORD, administrator=False
    )
    northby = Organisation.objects.get(case=case, key="northby")
    appoint(by=by, at=at, person=person, organisation=northby, role=Role.CLIENT_LEAD)
    return {"case": case.key, "items": Item.objects.filter(case=case).count(), "seconds": seconds}


def bring_in(folder: str) -> dict[str, float]:
    """The contracts of a folder: read and compared, then written, then the same file compared once more."""
    by, at, case = operator_for(), timezone.now(), Case.objects.get(key="imports")
    rows = Item.objects.count()
    source = Path(folder) / "contracts.csv"
    began = time.perf_counter()
    seen = importing.preview(by, case, read_case(source), at)
    previewed = time.perf_counter()
    order = importing.Order(read_case(source), "update", "measured", seen.digest)
    importing.apply(by=by, at=at, case=case, order=order)
    applied = time.perf_counter()
    importing.preview(by, case, read_case(source), at)
    again = time.perf_counter()
    return {
        "rows": Item.objects.count() - rows, "preview": previewed - began, "apply": applied - previewed,
        "preview_unchanged": again - applied,
    }  # fmt: skip


def count(key: str, *pages: str) -> dict[str, Any]:
    """How many SQL queries each page needs for somebody who is signed in, and the slowest of them in milliseconds."""
    browser = Client(headers={"host": "localhost"})
    browser.force_login(Person.objects.get(email=EMAIL))
    found: dict[str, Any] = {}
    for page in pages:
        address = page.format(case=key)
        browser.get(address)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(address)
            b"".join(answer) if answer.streaming else answer.content
        slow = max(queries.captured_queries, key=lambda one: float(one["time"]))
        found[page] = {
            "status": answer.status_code, "queries": len(queries), "slowest_ms": float(slow["time"]) * 1000,
            "slowest_sql": slow["sql"][:2000],
        }  # fmt: skip
    return found


def read_notices(path: str) -> dict[str, Any]:
    """A real table of Contracts Finder: how many rows are read, and in what time."""
    with gzip.open(path) as file:
        data = file.read()
    began = time.perf_counter()
    found = read_published(data, Path(path).name.removesuffix(".gz"))
    return {"seconds": time.perf_counter() - began, "contracts": len(found.contracts)}


def share() -> dict[str, Any]:
    """Ten thousand amounts shared by counts: to the penny, and as a spreadsheet does it with rounded percentages."""
    chance = random.Random(2026)  # noqa: S311
    sums = [
        (chance.randrange(1_000, 500_000_000), [chance.randrange(1, 5_000) for _ in range(chance.randrange(2, 8))])
        for _ in range(10_000)
    ]
    began = time.perf_counter()
    exact = [apportion(Apportionment(t, tuple(Count(str(n), c) for n, c in enumerate(cs)))) for t, cs in sums]
    seconds = time.perf_counter() - began
    lost = {f"per cent with {places} decimals": _lost(sums, places) for places in (0, 1, 2)}
    lost["unrounded shares"] = _lost(sums, None)
    parts = [sum(share.pence for share in shares.shares) for shares in exact]
    wrong = sum(total != together for (total, _), together in zip(sums, parts, strict=True))
    return {"amounts": len(sums), "seconds": seconds, "wrong": wrong, "spreadsheet": lost}


def work_out(folder: str) -> dict[str, Any]:
    """The appraisal of a case: read from the tables as everybody of the case may see it, then worked out."""
    call_command("migrate", interactive=False, verbosity=0)
    by = operator_for()
    case = importing.import_case(source=Path(folder), by=by, at=timezone.now())
    row = appraisals_for(by, case).first()
    began = time.perf_counter()
    comparison = comparison_of(by, case, row)
    read = time.perf_counter()
    worked = worked_of(comparison)
    return {
        "read_seconds": read - began, "seconds": time.perf_counter() - read, "options": len(comparison.options),
        "verdict": worked.appraised.conclusion.value,
    }  # fmt: skip


def register(folder: str, out: str, runs: str) -> dict[str, Any]:
    """The register of a case for somebody who may see all of it; its rows are left in a file for others to add up."""
    call_command("migrate", interactive=False, verbosity=0)
    by = operator_for()
    case = importing.import_case(source=Path(folder), by=by, at=timezone.now())
    found: dict[str, Any] = {"page_seconds": [], "rule_seconds": [], "totals_seconds": []}
    for _ in range(int(runs)):
        began = time.perf_counter()
        bench = workbench_for(by, case, REGISTER_ON)
        totals_of([one.row for one in bench.places])
        read = time.perf_counter()
        things = [one.thing() for one in bench.subjects.values()]
        told = [one.record for place in bench.places for one in place.proposals]
        ready = time.perf_counter()
        rows = register_of(things, told, (), day(REGISTER_ON), bank_holidays(), agreement=bench.agreement).rows
        judged = time.perf_counter()
        totals = totals_of(rows)
        done = time.perf_counter()
        found["page_seconds"].append(read - began)
        found["rule_seconds"].append(done - ready)
        found["totals_seconds"].append(done - judged)
    _write_rows(Path(out), bench)
    groups = {"route": totals.by_route, "council": totals.by_council, "notice_month": totals.by_notice_month}
    told_totals = {by: {one.name: _figures(one) for one in many} for by, many in groups.items()}
    outstanding = [row for row in rows if row.consent_outstanding]
    told_totals["consent_outstanding"] = {
        name: _figures(total_of(name, many))
        for name, many in (("yes", outstanding), ("no", [row for row in rows if not row.consent_outstanding]))
        if many
    }
    return {**found, "rows": len(rows), "totals": told_totals}


def _figures(one: Total) -> list[int]:
    amounts = (one.one_off, one.annual_now, one.annual_after)
    return [one.rows, *(each.pence for each in amounts), *(each.unknown for each in amounts)]


def _write_rows(out: Path, bench: Bench) -> None:
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        heads = "thing council route consent_outstanding notice_month annual weight weights one_off after"
        writer.writerow(heads.split())
        for one in bench.places:
            row, subject = one.row, one.subject
            weights = [weight or 0 for weight in subject.weights.values()]
            writer.writerow([
                row.thing, row.council, row.route.value, "yes" if row.consent_outstanding else "no", row.notice_month,
                subject.annual, subject.weights[row.council], sum(weights), _blank(row.one_off_cost),
                _blank(row.annual_after),
            ])  # fmt: skip


def _blank(pence: int | None) -> Any:
    return "" if pence is None else pence


def _lost(sums: list[tuple[int, list[int]]], places: int | None) -> dict[str, float]:
    """What rounding loses: amounts whose parts do not add up, pence astray in all, and in the worst of them."""
    astray = []
    for total, counts in sums:
        whole = sum(counts)
        shares = [100 * count / whole if places is None else round(100 * count / whole, places) for count in counts]
        astray.append(abs(sum(round(total * share / 100) for share in shares) - total))
    return {"amounts_astray": sum(map(bool, astray)), "pence_astray": sum(astray), "worst_pence": max(astray)}


TASKS: dict[str, Callable[..., Any]] = {
    "load": load, "bring-in": bring_in, "count": count, "notices": read_notices, "share": share,
    "appraise": work_out, "register": register,
}  # fmt: skip

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
