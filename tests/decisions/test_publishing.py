"""The forward plan and the register of decisions: whole for the public, and without a word that is not."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from severalty.decisions.models import Body, BodyMember, Core, Delegation, Matter, Meeting, Paper, Resolution
from severalty.engine.dates import day
from severalty.engine.estate.parties import Audience
from severalty.formats.open_data import DECISION_FIELDS, PLAN_FIELDS, schema_of_open_data
from severalty.tenancy.models import Item
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough

SECRET = "zebra77"
WHO = ("north", "south", "supplier", "stranger", "anonymous")
PAGES = ("forward-plan/", "forward-plan/?all=yes", "forward-plan.csv", "forward-plan.json", "decisions/",
         "decisions.csv", "decisions.json", "decisions.atom")  # fmt: skip
DOCS = Path(__file__).parents[2] / "docs"


class Clerk:
    """Records what is to be published, and what is not."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        cast.case.public = True
        cast.case.save()
        self.cabinet = self.body("cabinet", name="North Cabinet")
        BodyMember.objects.create(case=cast.case, recorded_by=cast.north, body=self.cabinet, post="Leader",
                                  seat="chair")  # fmt: skip

    def item(self, key: str, table: str, audience: Audience = Audience.PUBLIC, **values: Any) -> Item:
        return self.cast.item(self.cast.north, key, audience, table=table, **values)

    def body(self, key: str, audience: Audience = Audience.PUBLIC, **values: Any) -> Body:
        item = self.item(key, "bodies", audience, **values)
        return Body.objects.create(item=item, kind="cabinet or executive", organisation=self.cast.north, call_in="no")

    def matter(self, key: str = "ICT-1", audience: Audience = Audience.PUBLIC, name: str = "ICT to be shared",
               withdrawn: bool = False, text: str = "", **values: Any) -> Matter:  # fmt: skip
        item = self.item(key, "matters", audience, name=name, withdrawn=withdrawn, description=text)
        return Matter.objects.create(item=item, **{"body": self.cabinet, "decide_on": day(date(2026, 12, 9))} | values)

    def resolution(self, key: str = "D-1", audience: Audience = Audience.PUBLIC, name: str = "ICT is shared",
                   withdrawn: bool = False, text: str = "", **values: Any) -> Resolution:  # fmt: skip
        item = self.item(key, "resolutions", audience, name=name, withdrawn=withdrawn, description=text)
        values = {"body": self.cabinet, "outcome": "approved", "decided_on": day(date(2026, 11, 11))} | values
        return Resolution.objects.create(item=item, **values)


@pytest.fixture
def clerk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return Clerk(cast)


def got(path: str, who: str = "anonymous", cast: Cast | None = None, **headers: str) -> Any:
    client = cast.client_of(who) if cast else Client()
    return client.get(f"/decisions/thornton/{path}", headers=headers)


def rows(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(got(path).content)["Rows"]
    return found


def test_a_notice_says_all_that_the_law_asks_for(clerk: Clerk) -> None:
    clerk.matter(
        text="How ICT is given from 2027.", key_decision="yes", key_reason="More than £50,000", wards="All",
        contact="Democratic Services", documents="Report of the Director; Business case", way="28 days’ notice",
        notice_on=day(date(2026, 11, 1)), exempt_under="3", public_interest="A tender is under way.",
    )  # fmt: skip
    (row,) = rows("forward-plan.json")
    assert row["DecisionMakerMembers"] == ["Leader (chair)"]
    assert row["Documents"] == ["Report of the Director", "Business case"]
    assert (row["KeyDecision"], row["PrivateMeeting"], row["DecisionDueFrom"]) == ("Yes", "Yes", "2026-12-09")
    page = got("forward-plan/").content.decode()
    for words in ("North Cabinet", "Leader (chair)", "9 December 2026", "Democratic Services", "key decision",
                  "partly in private", "A tender is under way.",
                  "when notice of the private meeting was given"):  # fmt: skip
        assert words in page, words


def test_what_is_decided_leaves_the_plan_and_stands_in_the_register(clerk: Clerk) -> None:
    matter = clerk.matter(key_decision="yes")
    clerk.resolution(matter=matter, text="That ICT is shared.", reasons="It costs less.")
    assert "ICT to be shared" not in got("forward-plan/").content.decode()
    assert "ICT to be shared" in got("forward-plan/?all=yes").content.decode()
    (row,) = rows("decisions.json")
    assert (row["DecisionStatus"], row["IsKey"], row["EffectiveDate"]) == ("approved", "Yes", "2026-11-11")
    assert "That ICT is shared." in got("decisions/").content.decode()
    assert "That ICT is shared." in got("decisions.atom").content.decode()


TYPES = {"string": str, "array": list, "integer": int, "boolean": bool, "null": type(None)}


def conforms(found: dict[str, Any], schema: dict[str, Any]) -> None:
    """Whether a file is of one of the two forms that the schema allows."""
    (form,) = [one for one in schema["oneOf"] if one["properties"]["Dataset"]["const"] == found["Dataset"]]
    assert set(found) == set(form["required"])
    row_form = form["properties"]["Rows"]["items"]
    assert found["Rows"]
    for row in found["Rows"]:
        assert list(row) == row_form["required"]
        for name, value in row.items():
            kinds = row_form["properties"][name]["type"]
            kinds = [kinds] if isinstance(kinds, str) else kinds
            assert isinstance(value, tuple(TYPES[kind] for kind in kinds)), f"{name} is {value!r}"


def test_the_files_keep_to_their_schema_and_the_docs_name_each_field(clerk: Clerk) -> None:
    clerk.matter()
    clerk.resolution()
    schema = schema_of_open_data()
    for path in ("forward-plan.json", "decisions.json"):
        conforms(json.loads(got(path).content), schema)
    assert json.loads((DOCS / "open-data.schema.json").read_text(encoding="utf-8")) == schema
    text = (DOCS / "open-data.md").read_text(encoding="utf-8")
    for name, kind, words in (*PLAN_FIELDS, *DECISION_FIELDS):
        assert f"| `{name}` | {kind} | {words} |" in text, f"docs/open-data.md lacks the line of {name}."
    lines = list(csv.reader(io.StringIO(got("forward-plan.csv").content.decode("utf-8-sig"))))
    assert lines[0] == [name for name, _, _ in PLAN_FIELDS]
    assert len(lines) == 2


def hide(clerk: Clerk) -> None:
    """Everything that must not come out, beside and beneath what may."""
    secret = {"name": SECRET, "text": SECRET}
    hidden_body = clerk.body("hidden", Audience.PARTNERSHIP, name=SECRET)
    gone_body = clerk.body("gone", name=SECRET, withdrawn=True)
    for number, audience in enumerate((Audience.HOLDERS, Audience.PARTNERS, Audience.PARTNERSHIP)):
        clerk.matter(f"{SECRET}-{number}", audience, **secret)
        clerk.resolution(f"{SECRET}-{number}", audience, **secret)
    clerk.matter(f"{SECRET}-w", withdrawn=True, **secret)
    clerk.resolution(f"{SECRET}-w", withdrawn=True, **secret)
    for number, body in enumerate((hidden_body, gone_body)):
        clerk.matter(f"{SECRET}-b{number}", body=body, **secret)
        clerk.resolution(f"{SECRET}-b{number}", body=body, **secret)
    clerk.resolution(f"{SECRET}-i", form="informal agreement", **secret)
    clerk.matter(f"{SECRET}-p", plan="scrutiny work programme", **secret)
    _hide_beneath(clerk)


def _hide_beneath(clerk: Clerk) -> None:
    hidden = {"audience": Audience.PARTNERSHIP, "name": SECRET}
    meeting = Meeting.objects.create(item=clerk.item("m", "meetings", **hidden), body=clerk.cabinet,
                                     meets_on=day(date(2031, 7, 7)))  # fmt: skip
    paper = Paper.objects.create(item=clerk.item("p", "papers", **hidden), kind="committee", lead=SECRET, author=SECRET)
    core = Core.objects.create(item=clerk.item("c", "cores", **hidden), terms=SECRET)
    power = Delegation.objects.create(item=clerk.item("d", "delegations", **hidden), holder=SECRET)
    about = clerk.item("s", "services", **hidden)
    matter = clerk.matter("ICT-2", meeting=meeting, paper=paper, core=core, subject=about, value=987_654_321,
                          consent_reference=SECRET)  # fmt: skip
    Item.objects.filter(pk=matter.pk).update(source=SECRET, value_evidence=SECRET)
    kept = clerk.matter("hidden-matter", Audience.PARTNERSHIP, name=SECRET, wards=SECRET, key_decision="yes")
    clerk.resolution("D-2", meeting=meeting, paper=paper, core=core, delegation=power, matter=kept, core_digest=SECRET,
                     paper_digest=SECRET)  # fmt: skip


@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_there_what_is_not_public(clerk: Clerk, who: str) -> None:
    clerk.matter()
    clerk.resolution()
    before = {path: got(path).content for path in PAGES}
    hide(clerk)
    for path in PAGES:
        response = got(path, who, clerk.cast)
        if who == "stranger" and response.status_code == 404:
            continue
        text = f"{response.headers}{response.content.decode()}"
        assert response.status_code == 200
        for words in (SECRET, "2031", "9876543", "9,876,543"):
            assert words not in text.replace(who, ""), f"{who} reads {words} on {path}"
    if who == "anonymous":
        titles = [row["Reference"] for row in rows("forward-plan.json")]
        assert titles == ["ICT-1", "ICT-2"]
        assert rows("decisions.json")[1]["IsKey"] == "", "The matter is hidden, and whether it is key is told."
        Item.objects.filter(key__in=("ICT-2", "D-2")).update(withdrawn=True)
        assert {path: got(path).content for path in PAGES} == before, "What is hidden changes what is published."


def test_a_case_that_is_not_public_publishes_nothing_to_those_outside(clerk: Clerk) -> None:
    clerk.cast.case.public = False
    clerk.cast.case.save()
    clerk.matter()
    for path in PAGES:
        assert got(path).status_code == 302, path
        assert got(path, "stranger", clerk.cast).status_code == 404
    response = got("forward-plan.json", "south", clerk.cast)
    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response


def test_files_are_kept_by_caches_until_they_change(clerk: Clerk) -> None:
    matter = clerk.matter()
    clerk.matter("ICT-2")
    first = got("forward-plan.json")
    assert first["Access-Control-Allow-Origin"] == "*"
    assert first["Cache-Control"] == "public, max-age=300"
    assert first["Last-Modified"]
    assert got("forward-plan.json", **{"if-none-match": first["ETag"]}).status_code == 304
    Item.objects.filter(pk=matter.pk).update(withdrawn=True)
    later = got("forward-plan.json", **{"if-none-match": first["ETag"], "if-modified-since": first["Last-Modified"]})
    assert later.status_code == 200, "What was taken back is still handed out by caches."
    assert got("forward-plan.json", "south", clerk.cast)["Cache-Control"] == "private, no-cache"
    assert got("forward-plan.xml").status_code == 404


def test_a_title_that_a_spreadsheet_would_run_is_harmless(clerk: Clerk) -> None:
    clerk.matter(name="=HYPERLINK(1)")
    assert ",=HYPERLINK" not in got("forward-plan.csv").content.decode()


def test_as_many_queries_for_many_entries(clerk: Clerk) -> None:
    for path in ("forward-plan/", "decisions/"):
        counts = []
        for number in range(2):
            for more in range(8 * number + 1):
                clerk.matter(f"{path}{number}{more}")
                clerk.resolution(f"{path}{number}{more}")
            with CaptureQueriesContext(connection) as asked:
                assert got(path).status_code == 200
            counts.append(len(asked))
        assert len(set(counts)) == 1, counts
