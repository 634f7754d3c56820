"""The pages by which files come in and go out: from choosing a file to undoing it, and who may see what of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from severalty.estate import jobs
from severalty.estate.views import imports
from severalty.formats.case import read_case
from severalty.formats.case_writing import csv_of, template
from severalty.tenancy import actions
from severalty.tenancy.access import Viewer, operator_for
from severalty.tenancy.actions import Refused
from severalty.tenancy.models import AuditEntry, Case, ChangeSet, Item, Job
from severalty.tenancy.queries import acting_in
from tests.conftest import NOON, TODAY, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_enough]
DATA = Path(__file__).parents[1] / "data"
CONTRACTS = b"key,name,ends,annual_charge\nC-1,Housing,2027-03-31,1000.00\nC-2,Revenues,,\n"
Clients = Callable[[str], Client]


@dataclass
class Quiet:
    """What a worker hands to a job, without its thread."""

    viewer: Viewer

    def step(self, done: int, total: int, message: str = "") -> None: ...

    def now(self) -> datetime:
        return NOON


def work(ref: str) -> Job:
    """Do a waiting job as a worker does."""
    job = actions.start_job(by=operator_for(), at=NOON, ref=ref)
    assert job is not None, "The job does not wait."
    try:
        viewer = acting_in(operator_for(), job, TODAY)
        result: Any = jobs.JOBS[job.kind](job, Quiet(viewer))  # type: ignore[arg-type]
        state, message = "done", result["message"]
    except Refused as refusal:
        result, state, message = {}, "failed", str(refusal)
    actions.end_job(by=operator_for(), at=NOON, job=job, state=state, message=message, result=result)
    return Job.objects.get(ref=ref)


def page(address: str, case: Case, *more: str) -> str:
    """An address below the case's import pages."""
    return "/".join([f"/estate/{case.key}/import", *more, address]).replace("//", "/").rstrip("/") + "/"


def upload(client: Client, case: Case, data: bytes, name: str = "contracts.csv", **chosen: str) -> HttpResponse:
    """Choose a file on the first page."""
    fields = {"kind": "case", "mode": "stop", "audience": "holders"} | chosen
    return client.post(page("", case), fields | {"file": SimpleUploadedFile(name, data)})


def looked_at(client: Client, case: Case, data: bytes, name: str = "contracts.csv", **chosen: str) -> Job:
    """Choose a file and let it be read."""
    answer = upload(client, case, data, name, **chosen)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return work(answer.url.rstrip("/").rpartition("/")[2])


def brought_in(client: Client, case: Case, job: Job) -> Job:
    """Confirm a preview and let it be written."""
    answer = client.post(page("apply", case, job.ref), {"why": "the yearly return"})
    return work(answer.url.rstrip("/").rpartition("/")[2])


# ---------------------------------------------------------------------------------------------------------- the journey


def test_a_file_comes_in_and_is_undone(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    assert client.get(page("", cast.case)).status_code == 200
    job = looked_at(client, cast.case, CONTRACTS)
    assert not Item.objects.exists(), "The preview wrote something."
    shown = client.get(page("", cast.case, job.ref)).content.decode()
    assert "Nothing is written yet" in shown
    assert "Housing" in shown
    written = brought_in(client, cast.case, job)
    assert written.state == "done", written.message
    assert written.upload is None, "The file was kept after it was brought in."
    assert Item.objects.filter(recorded_by=cast.north, withdrawn=False).count() == 2
    assert AuditEntry.objects.filter(item__isnull=False).count() == 2
    done = client.get(page("done", cast.case, written.ref)).content.decode()
    change_set = ChangeSet.objects.get()
    assert f"/undo/{change_set.ref}/" in done
    asked = client.get(page(change_set.ref, cast.case, "undo")).content.decode()
    assert "2 contracts" in asked
    client.post(page(change_set.ref, cast.case, "undo"))
    assert not Item.objects.filter(withdrawn=False).exists()
    assert "Undone" in client.get(page("undo", cast.case)).content.decode()


def test_every_changed_value_is_shown_before_and_after(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    brought_in(client, cast.case, looked_at(client, cast.case, CONTRACTS))
    changed = CONTRACTS.replace(b"1000.00", b"2500.00").replace(b"2027-03-31", b"2028-03-31")
    job = looked_at(client, cast.case, changed, mode="update")
    shown = client.get(page("", cast.case, job.ref)).content.decode()
    for text in ("<del>1000.00</del> → <ins>2500.00</ins>", "<del>2027-03-31</del> → <ins>2028-03-31</ins>"):
        assert text in shown
    assert looked_at(client, cast.case, changed, mode="stop").result["problem_count"] == 1
    same = looked_at(client, cast.case, CONTRACTS)
    assert "Nothing would change" in client.get(page("", cast.case, same.ref)).content.decode()


def test_a_second_click_writes_nothing_twice(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    job = looked_at(client, cast.case, CONTRACTS)
    first = client.post(page("apply", cast.case, job.ref), {"why": "first"})
    second = client.post(page("apply", cast.case, job.ref), {"why": "second"}, follow=True)
    assert "asked for already" in second.content.decode()
    assert Job.objects.filter(kind=jobs.APPLY).count() == 1
    work(first.url.rstrip("/").rpartition("/")[2])
    third = client.post(page("apply", cast.case, job.ref), {"why": "third"})
    assert third.url == first.url
    assert ChangeSet.objects.count() == 1


def test_the_same_file_looked_at_in_two_tabs_is_written_once(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    one, two = (looked_at(client, cast.case, CONTRACTS) for _ in range(2))
    assert brought_in(client, cast.case, one).state == "done"
    late = brought_in(client, cast.case, two)
    assert (late.state, "changed since you looked" in late.message) == ("failed", True)


def test_an_import_whose_worker_died_after_writing_is_not_written_again(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    job = looked_at(client, cast.case, CONTRACTS)
    written = brought_in(client, cast.case, job)
    Job.objects.filter(ref=written.ref).update(state="queued", result={}, upload=CONTRACTS)
    again = work(written.ref)
    assert (again.state, again.result["rows"]) == ("done", {"contracts": 2})
    assert ChangeSet.objects.count() == 1


def test_all_problems_are_listed_at_once_and_as_a_file(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    rows = "".join(f"C-{n},=Name {n},31/31/2025,a lot\n" for n in range(150))
    job = looked_at(client, cast.case, b"key,name,ends,annual_charge\n" + rows.encode())
    shown = client.get(page("", cast.case, job.ref)).content.decode()
    assert "300 problems" in shown
    assert job.result["counts"]["contracts"]["refused"] == 150, "Rows that could not be read are not counted."
    assert "Page 1 of 3" in shown
    assert "Page 3 of 3" in client.get(page("", cast.case, job.ref) + "?problems=3").content.decode()
    lines = client.get(f"/estate/thornton/import/{job.ref}/problems.csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 301
    assert lines[1].startswith("contracts,2,C,31/31/2025,")
    answer = client.get(page("apply", cast.case, job.ref))
    assert answer.status_code == 302, "A file with problems could be confirmed."


def test_unknown_headings_are_asked_for_and_remembered(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    job = looked_at(client, cast.case, b"Ref,What it is,Colour\nC-1,Housing,blue\n", table="contracts")
    assert job.result["url"].endswith("/columns/")
    address = page("columns", cast.case, job.ref)
    shown = client.get(address).content.decode()
    assert "For example Housing" in shown
    wrong = client.post(address, {"contracts-0": "key", "contracts-1": "-", "contracts-2": "-"})
    assert (wrong.status_code, "which of your columns is the name" in wrong.content.decode()) == (422, True)
    twice = client.post(address, {"contracts-0": "key", "contracts-1": "name", "contracts-2": "name"})
    assert "Choose one of the two" in twice.content.decode()
    answer = client.post(address, {"contracts-0": "key", "contracts-1": "name", "contracts-2": "-"})
    again = work(answer.url.rstrip("/").rpartition("/")[2])
    assert again.request["mapped"] == {"contracts": {"Ref": "key", "What it is": "name", "Colour": ""}}
    assert (again.result["writes"], again.result["problem_count"]) == (1, 0)
    assert again.result["url"].endswith(f"/{again.ref}/")


def test_a_table_without_a_telling_name_is_asked_for(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    job = looked_at(client, cast.case, CONTRACTS, name="q3 final FINAL.csv")
    answer = client.post(page("columns", cast.case, job.ref), {"table": "contracts"})
    assert work(answer.url.rstrip("/").rpartition("/")[2]).result["writes"] == 2


def test_the_template_comes_in_without_its_examples(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    answer = client.get(page("template", cast.case))
    file = read_case(answer.content, "template.xlsx")
    assert (file.rows, file.problems) == (0, [])
    assert client.get(page("template", cast.case) + "?tables=nonsense").status_code == 404
    assert looked_at(client, cast.case, template(["contracts"]), "template.xlsx").result["writes"] == 0


# ----------------------------------------------------------------------------------------------------- what others send


def test_published_contracts_come_in_and_alike_suppliers_wait_for_a_person(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    data = (DATA / "contracts_finder" / "ict_notices.csv").read_bytes()
    job = looked_at(client, cast.case, data, "ict_notices.csv", kind="published")
    assert job.result["problem_count"] == 0
    count = job.result["counts"]["suppliers"]["new"]
    assert client.get(page("", cast.case, job.ref)).status_code == 200
    if job.result["alike"]:
        key = job.result["alike"][0][0]
        answer = client.post(page("alike", cast.case, job.ref), {"same": [key]})
        job = work(answer.url.rstrip("/").rpartition("/")[2])
        assert job.result["counts"]["suppliers"]["new"] == count - 1
    assert brought_in(client, cast.case, job).state == "done"
    none = looked_at(client, cast.case, data, "n.csv", kind="published", buyer="no such buyer")
    assert none.result["writes"] == 0


def test_a_configuration_database_comes_in_and_says_what_it_leaves_out(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    data = (DATA / "archimate" / "archisurance.xml").read_bytes()
    job = looked_at(client, cast.case, data, "archisurance.xml", kind="cmdb")
    shown = client.get(page("", cast.case, job.ref)).content.decode()
    assert "left out" in shown
    assert brought_in(client, cast.case, job).state == "done"
    assert Item.objects.filter(table="dependencies").exists()


def test_a_list_of_users_becomes_numbers_and_nothing_of_a_person_stays(cast: Cast, client_of: Clients) -> None:
    client = client_of("records")
    people = "".join(f"person{n}@{'north' if n % 3 else 'south'}.example,Pat Surname{n},true\n" for n in range(30))
    data = f"mail,displayName,accountEnabled\n{people}".encode()
    job = looked_at(client, cast.case, data, "users.csv", kind="directory", census_on="2026-03-31", by="domain")
    assert job.result["counted"] == {"north.example": 20, "south.example": 10}
    kept = repr([Job.objects.values_list("request", "result", "upload"), AuditEntry.objects.values_list("body")])
    assert "person1" not in kept
    assert "Surname" not in kept
    assert not Job.objects.filter(upload__isnull=False).exists()
    assert "20 users" in client.get(page("users", cast.case, job.ref)).content.decode()
    answer = client.post(page("users", cast.case, job.ref), {"g0": "north", "g1": "south"})
    seen = work(answer.url.rstrip("/").rpartition("/")[2])
    assert seen.result["counts"]["key_counts"]["new"] == 2
    assert brought_in(client, cast.case, seen).state == "done"
    assert Item.objects.get().key == "users-2026-03-31"


def test_a_list_of_users_needs_its_day(cast: Cast, client_of: Clients) -> None:
    answer = upload(client_of("north"), cast.case, b"mail,enabled\na@b.example,true\n", "users.csv", kind="directory")
    assert (answer.status_code, "Enter the census date" in answer.content.decode()) == (422, True)


# -------------------------------------------------------------------------------------------------------- hostile files


def bomb() -> bytes:
    """A zip whose table unpacks to 300 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("contracts.csv", "w") as member:
        for _ in range(300):
            member.write(b"0" * 1_000_000)
    return out.getvalue()


AT_ONCE = {
    "nothing": (b"", "The file is empty"),
    "blanks": (b" \n\n", "an empty file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "a picture"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "old Office file"),
    "a document": (b"%PDF-1.7\n" + b"0" * 50, "a PDF document"),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_no_reader_takes_is_refused_at_once(cast: Cast, client_of: Clients, name: str) -> None:
    data, words = AT_ONCE[name]
    answer = upload(client_of("north"), cast.case, data)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert not Job.objects.exists()


def test_a_file_that_is_too_large_is_refused_in_words(
    cast: Cast, client_of: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SimpleUploadedFile, "size", 60_000_000, raising=False)
    form = imports.FileForm({"kind": "case", "mode": "stop"}, {"file": SimpleUploadedFile("big.csv", b"key,name\n")})
    form.files["file"].size = 60_000_000
    assert "at most 50 MB" in str(form.errors["file"])


HOSTILE = {
    "a bomb": ("contracts.zip", bomb),
    "half a zip": ("contracts.xlsx", lambda: template(["contracts"])[:2000]),
    "binary": ("contracts.csv", lambda: bytes(range(256)) * 40),
    "wrong ending": ("contracts.xlsx", lambda: CONTRACTS),
    "windows letters": ("contracts.csv", lambda: "key,name\nC-1,Café £\n".encode("cp1252")),
    "a heading twice": ("contracts.csv", lambda: b"key,name,name\nC-1,a,b\n"),
    "a cell without end": ("contracts.csv", lambda: b"key,name\nC-1," + b"x" * 100_000 + b"\n"),
    "an open quote": ("contracts.csv", lambda: b'key,name\nC-1,"never closed\n'),
    "mixed dates": ("contracts.csv", lambda: b"key,name,ends\na,a,31/12/2025\nb,b,12/31/2025\nc,c,2025-12-31\n"),
    "evidence that is none": ("contracts.csv", lambda: b"key,name,value_evidence\na,a,nonsense\n"),
    "a table twice": ("x.zip", lambda: _zip({"a/contracts.csv": CONTRACTS, "b/contracts.csv": CONTRACTS})),
    "broken notices": ("x.json", lambda: b'{"releases": [}'),
    "an XML bomb": ("x.xml", lambda: b'<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'),
}


def _zip(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["case", "published", "cmdb"])
@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_read_or_refused_in_words(cast: Cast, client_of: Clients, what: str, kind: str) -> None:
    client = client_of("north")
    name, make = HOSTILE[what]
    job = looked_at(client, cast.case, make(), name, kind=kind)
    if job.state == "failed":
        assert "found" in job.message
        assert "expected" in job.message, f"A refusal does not say what was expected: {job.message}"
    else:
        assert client.get(job.result["url"]).status_code == 200
    assert not Item.objects.exists(), "Looking at a file wrote something."


def test_what_is_inside_a_cell_is_shown_as_text(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    job = looked_at(client, cast.case, b"key,name\nC-1,<script>alert(1)</script>\n")
    assert "<script>alert" not in client.get(page("", cast.case, job.ref)).content.decode()


# -------------------------------------------------------------------------------------------------------- who may do it


def test_nobody_else_sees_an_import(cast: Cast, client_of: Clients) -> None:
    job = looked_at(client_of("north"), cast.case, CONTRACTS)
    written = brought_in(client_of("north"), cast.case, job)
    change_set = ChangeSet.objects.get()
    addresses = [
        page("", cast.case, job.ref), page("columns", cast.case, job.ref), page("apply", cast.case, job.ref),
        page("done", cast.case, written.ref), page(change_set.ref, cast.case, "undo"),
        f"/estate/thornton/import/{job.ref}/problems.csv",
    ]  # fmt: skip
    for address in addresses:
        for name in ("south", "service"):
            assert client_of(name).get(address).status_code == 404, f"{name} reached {address}"
        for name in ("supplier", "scrutiny"):
            assert client_of(name).get(address).status_code == 403, f"{name} reached {address}"
        assert client_of("stranger").get(address).status_code in (403, 404)
        assert client_of("anonymous").get(address).status_code == 302
    assert client_of("records").get(page("", cast.case, job.ref)).status_code == 404, "A colleague saw the upload."
    assert client_of("records").get(page("undo", cast.case)).status_code == 200, "A colleague may undo it."


def test_records_become_those_of_ones_own_organisation(cast: Cast, client_of: Clients) -> None:
    client = client_of("south")
    job = looked_at(client, cast.case, b"key,name,recorded_by\nC-1,Mine,\nC-2,Not mine,north\n")
    assert job.result["counts"]["contracts"]["refused"] == 1


# --------------------------------------------------------------------------------------------------------------- export


def test_what_goes_out_is_told_first_and_comes_back_the_same(cast: Cast, client_of: Clients) -> None:
    client = client_of("north")
    brought_in(client, cast.case, looked_at(client, cast.case, CONTRACTS.replace(b"Housing", b"=Housing")))
    address = client.get(reverse("estate:export", args=[cast.case.key]))
    assert "Contracts" in address.content.decode()
    for form in ("xlsx", "zip"):
        body = client.get(reverse("estate:export", args=[cast.case.key]) + f"?form={form}").content
        file = read_case(body, f"x.{form}")
        assert {record.name for _, record in file.tables["contracts"].records} == {"=Housing", "Revenues"}
        job = looked_at(client, cast.case, body, f"x.{form}", mode="update")
        assert (job.result["writes"], job.result["problem_count"]) == (0, 0)
    assert "'=Housing" in csv_of("contracts", [r for _, r in file.tables["contracts"].records])


def test_a_case_with_nothing_in_it_can_be_taken_away(cast: Cast, client_of: Clients) -> None:
    for form in ("xlsx", "zip"):
        answer = client_of("supplier").get(reverse("estate:export", args=[cast.case.key]) + f"?form={form}")
        assert answer.status_code == 200
        assert not read_case(answer.content, f"x.{form}").problems
