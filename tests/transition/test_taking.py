"""A plan is taken away: what each file holds, by who asks, and nothing of what another council keeps to itself."""

import csv
import io
import zipfile
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from severalty.estate import importing
from severalty.formats.mspdi.reading import read_mspdi
from severalty.tenancy.access import operator_for
from severalty.tenancy.models import Item
from severalty.transition.models import PackageNeed, PackageWait, WorkPackage
from tests.conftest import NOON
from tests.transition.planned import FILES, TAIL, Desk, address

pytestmark = pytest.mark.sqlite_enough

FORMS = ("xml", "ics", "csv", "zip")
BASELINES = {
    "baselines": f"key,name,plan,set_on,{TAIL}"
    "agreed,Agreed dates,split,2026-11-20,partners,service,reported\n"
    "secret,Secret baseline,split,2026-11-21,holders,north,reported\n",
    "baseline_dates": "baseline,package,starts,ends,cost,recorded_by,evidence\n"
    "agreed,cut,2027-03-01,2027-03-01,4321.00,service,reported\n"
    "secret,n-build,2027-01-04,2027-01-15,987.00,north,reported\n",
}  # fmt: skip
OWN = {"north": ("Secret build", "Secret crew"), "south": ("Quiet build", "Quiet readiness")}


@pytest.fixture
def taken(desk: Desk, tmp_path: Path) -> Desk:
    """The plan with two baselines and a run of either council."""
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    for table, text in BASELINES.items():
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
    importing.import_case(source=tmp_path, by=operator_for(), at=NOON)
    desk.keep()
    desk.keep("Quiet run", "south", ("s-build", "s-ready", "cut"))
    return desk


def answer(desk: Desk, who: str, form: str) -> HttpResponse:
    return desk.cast.client_of(who).get(address("plan-file", desk.plan, form))  # type: ignore[return-value]


def told(desk: Desk, who: str) -> dict[str, bytes]:
    """The page and every file, zips unpacked."""
    page = desk.cast.client_of(who).get(address("take-away", desk.plan))
    assert page.status_code == 200
    found = {"page": page.content[page.content.index(b"<main") :]}
    for form in FORMS:
        found[form] = answer(desk, who, form).content
    with zipfile.ZipFile(io.BytesIO(found.pop("zip"))) as book:
        found |= {name: book.read(name) for name in book.namelist()}
    return found


def test_four_files_hold_the_plan_as_its_council_sees_it(taken: Desk) -> None:
    found = told(taken, "north")
    project, _ = read_mspdi(found["xml"])
    names = {one.name for one in project.tasks}
    assert {"Secret build", "Secret readiness", "Cut over together", "North is ready"} <= names
    [build] = [one for one in project.tasks if one.name == "Secret build"]
    assert str(build.starts)[:10] == "2027-01-04"
    assert {str(one["SUMMARY"]) for one in Calendar.from_ical(found["ics"].decode()).walk("VEVENT")} >= {
        "Secret build", "Cut over together", "Freeze: Election", "Promise: North is ready",
    }  # fmt: skip
    rows = {row["key"]: row for row in csv.DictReader(io.StringIO(found["csv"].decode()))}
    assert (rows["cut"]["starts"], rows["n-build"]["teams"]) == ("2027-03-04", "engineers 100; own 50")
    assert {"plans.csv", "work_packages.csv", "package_waits.csv", "baseline_dates.csv"} <= set(found)
    assert b"4321.00" in found["baseline_dates.csv"]
    assert b"engineers for" not in b"".join(found.values()), "teams go whole, not in the parts that planning makes"
    assert b"Freezes and elections" in found["page"], "what has no place there is told before anybody downloads"
    assert answer(taken, "north", "xml")["Content-Disposition"] == 'attachment; filename="thornton-split.xml"'


def test_the_tables_come_in_again_and_change_nothing(taken: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "again"
    folder.mkdir()
    with zipfile.ZipFile(io.BytesIO(answer(taken, "north", "zip").content)) as book:
        book.extractall(folder)
    (folder / "case.toml").write_text((tmp_path / "case.toml").read_text())
    before = set(Item.objects.values_list("pk", "version"))
    importing.import_case(source=folder, by=operator_for(), at=NOON)
    assert set(Item.objects.values_list("pk", "version")) == before


@pytest.mark.parametrize("who", ["south", "service", "supplier", "anonymous"])
def test_no_byte_of_any_file_tells_what_another_council_keeps_to_itself(taken: Desk, who: str) -> None:
    if who in ("supplier", "anonymous"):
        place = address("take-away", taken.plan)
        assert taken.cast.client_of(who).get(place).status_code in (302, 404), "the plan is none to them"
        for form in FORMS:
            assert answer(taken, who, form).status_code in (302, 404)
        Item.objects.filter(table="plans").update(audience="public")
        Item.objects.filter(key__in=("handover", "cut", "agreed")).update(audience="public")
        taken.cast.case.public = True
        taken.cast.case.save()
    before = told(taken, who)
    every = b"\n".join(before.values())
    assert b"Cut over together" in every, "This proves nothing: the files are empty."
    for secret in (b"Secret", b"n-build", b"987", b"1000.00", b"2027-02-01", *_private(taken, who)):
        assert secret not in every, secret
    Item.objects.filter(recorded_by=taken.cast.north, audience="holders").update(withdrawn=True)
    PackageWait.objects.filter(package__item__key__startswith="n-").delete()
    PackageNeed.objects.filter(package__item__key__startswith="n-").delete()
    WorkPackage.objects.filter(item__key__startswith="n-").update(likely=None, capital=None)
    assert told(taken, who) == before


def _private(desk: Desk, who: str) -> list[bytes]:
    return [] if who == "south" else [name.encode() for name in OWN["south"]]


def test_a_stranger_gets_nothing_and_no_other_form_is_known(taken: Desk) -> None:
    for form in FORMS:
        assert answer(taken, "stranger", form).status_code == 404
    assert taken.cast.client_of("stranger").get(address("take-away", taken.plan)).status_code == 404
    assert answer(taken, "north", "mpp").status_code == 404
    assert taken.cast.client_of("north").get(address("plan-file", "nothing", "csv")).status_code == 404


def test_as_many_queries_however_many_packages(taken: Desk, tmp_path: Path) -> None:
    client, place = taken.cast.client_of("north"), address("take-away", taken.plan)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(place).status_code == 200
        return len(found)

    queries()
    few = queries()
    heads = FILES["work_packages"].partition("\n")[0]
    rows = "".join(f"m-{one},More {one},north,build,north,3,4,5,,10.00,holders,north,reported\n" for one in range(20))
    for path in tmp_path.glob("*.csv"):
        path.unlink()
    (tmp_path / "work_packages.csv").write_text(f"{heads}\n{rows}", encoding="utf-8")
    importing.import_case(source=tmp_path, by=operator_for(), at=NOON)
    assert queries() == few
