"""The colour that a named person states for a workstream: by form and by file, told beside the calculated one."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from severalty.cli.main import main
from severalty.engine.dates import read_date
from severalty.engine.transition.packages import Colour
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from severalty.tenancy.models import AuditEntry
from severalty.transition.actions.colours import StatedColour, state_colour
from severalty.transition.models import Workstream
from tests.conftest import NOON
from tests.transition.planned import TAIL, Desk, address, bring_in

pytestmark = pytest.mark.sqlite_enough

FORM = {
    "do": "state", "state-colour": "green", "state-colour_by": "Programme Manager",
    "state-colour_on": "3 November 2026",
    "state-colour_because": "A quotation is promised",
}  # fmt: skip
WORDS = "stated green by Programme Manager on 3 November 2026: A quotation is promised"


def stream(key: str = "north") -> Any:
    return Workstream.objects.select_related("item").get(item__key=key, item__withdrawn=False)


def stated(key: str = "north", **more: Any) -> StatedColour:
    row, on = stream(key), read_date("2026-11-03")
    given: dict[str, Any] = {
        "colour": Colour.GREEN,
        "by": "Programme Manager",
        "on": on,
        "because": "A quotation is promised",
    }
    return StatedColour(row.pk, row.item.version, **(given | more))


def state(desk: Desk, what: StatedColour, who: str = "north") -> None:
    state_colour(by=desk.cast.viewer(who), at=NOON, case=desk.cast.case, stated=what)


def trail() -> str:
    """What the newest entry of the audit trail says."""
    newest = AuditEntry.objects.order_by("-number").first()
    return newest.body if newest else ""


def read(desk: Desk, who: str, name: str, *more: str, **asked: str) -> str:
    response = desk.cast.client_of(who).get(address(name, *more), asked)
    assert response.status_code == 200
    is_file = getattr(response, "streaming", False)
    body = b"".join(response.streaming_content) if is_file else response.content  # type: ignore[attr-defined]
    return " ".join(body.decode().split())


def test_a_colour_is_stated_and_taken_back_and_the_trail_says_so(desk: Desk) -> None:
    page, client = address("colour", stream().pk), desk.cast.client_of("north")
    response = client.post(page, FORM | {"state-version": stream().item.version})
    assert response.status_code == 302
    assert (stream().colour, stream().colour_by, stream().colour_on) == (
        "green", "Programme Manager", read_date("2026-11-03"),
    )  # fmt: skip
    assert f"Calculated amber; {WORDS}" in read(desk, "north", "colour", stream().pk)
    assert "colour stated" in trail()
    response = client.post(page, {"do": "take-back", "take-back-version": stream().item.version})
    assert (response.status_code, stream().colour, stream().colour_by, stream().colour_on) == (302, "unknown", "", None)
    assert "colour taken back" in trail()
    assert "Take it back" not in read(desk, "north", "colour", stream().pk)
    assert verify().broken is None


def test_both_colours_stand_side_by_side_on_the_path_and_in_its_file(desk: Desk) -> None:
    state(desk, stated())
    page = read(desk, "north", "path")
    assert f"calculated amber; {WORDS}" in page
    assert address("colour", stream().pk) in page
    response = desk.cast.client_of("north").get(address("path"), {"export": "workstreams"})
    body = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    [row] = [one for one in csv.DictReader(io.StringIO(body)) if one["Workstream"] == "Work of North"]
    assert "amber" in row["By its record"]
    assert "green" in row["As a person states"]
    assert row["Both, in words"] == f"calculated amber; {WORDS}"


@pytest.mark.parametrize("lacking", ["colour", "colour_by", "colour_on", "colour_because"])
def test_a_colour_without_who_when_and_why_is_refused_beside_its_box(desk: Desk, lacking: str) -> None:
    sent = FORM | {"state-version": stream().item.version, f"state-{lacking}": ""}
    response = desk.cast.client_of("north").post(address("colour", stream().pk), sent)
    assert response.status_code == 422
    assert f"id_state-{lacking}_error" in response.content.decode() or lacking in response.context["form"].errors
    assert stream().colour == "unknown"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("green,,2026-11-03,Why", "expected the post that states the colour"),
        ("green,Manager,,Why", "expected the day on which the colour is stated"),
        ("green,Manager,2026-11-03,", "expected why the colour is stated"),
        (",Manager,,", "expected red, amber or green"),
        ("purple,Manager,2026-11-03,Why", "found purple"),
    ],
)
def test_a_file_is_refused_the_same_in_words(desk: Desk, tmp_path: Path, values: str, said: str) -> None:
    with pytest.raises(Refused, match=said):
        bring_in(desk.cast, folder(tmp_path), file(values))
    bring_in(desk.cast, folder(tmp_path), file("red,Manager,2026-11-03,Why"))
    assert stream().colour == "red"


def folder(tmp_path: Path) -> Path:
    found = tmp_path / "more"
    found.mkdir(exist_ok=True)
    return found


def file(values: str, council: str = "north", recorder: str = "north") -> dict[str, str]:
    return {
        "workstreams": f"key,name,plan,council,order,colour,colour_by,colour_on,colour_because,{TAIL}"
        f"{recorder},Work of {recorder.title()},split,{council},2,{values},holders,{recorder},reported\n"
    }


def test_only_the_workstreams_own_council_states_its_colour(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Only the organisation that recorded"):
        state(desk, stated(), "south")
    with pytest.raises(Refused, match="only the council whose workstream it is"):
        bring_in(desk.cast, folder(tmp_path), file("green,M,2026-11-03,Why", "north", "south"))
    row = stream("handover")
    assert "State it" not in read(desk, "north", "colour", row.pk)
    assert "State it" in read(desk, "service", "colour", row.pk)
    response = desk.cast.client_of("north").post(address("colour", row.pk), FORM | {"state-version": row.item.version})
    assert (response.status_code, stream("handover").colour) == (403, "unknown")


def test_a_day_to_come_and_a_row_that_somebody_changed_are_refused(desk: Desk) -> None:
    with pytest.raises(Refused, match="still to come"):
        state(desk, stated(on=read_date("2027-11-03")))
    old = stated()
    state(desk, stated(because="Something else"))
    with pytest.raises(Stale):
        state(desk, old)


def test_a_private_colour_is_told_to_nobody_else(desk: Desk) -> None:
    state(desk, stated(because="Zebra"))
    for name in ("path", "promises", "progress", "timetable"):
        page = read(desk, "south", name)
        assert "Zebra" not in page
        assert "Programme Manager" not in page
    assert desk.cast.client_of("south").get(address("colour", stream().pk)).status_code == 404
    assert "Zebra" in read(desk, "north", "path")


def test_the_command_tells_both_colours_to_who_may_see_them(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    state(desk, stated())
    asked = ["confidence", "thornton", "--on", "2026-11-22", "--draws", "50", "--as"]
    assert main([*asked, "north", "--json"]) == 0
    [plan] = json.loads(capsys.readouterr().out)["plans"]
    [north] = [one for one in plan["colours"] if one["workstream"] == "north"]
    assert north["calculated"] == "amber"
    assert north["stated"] == {
        "colour": "green", "by": "Programme Manager", "on": "2026-11-03", "because": "A quotation is promised",
    }  # fmt: skip
    assert [one["stated"] for one in plan["colours"] if one["workstream"] != "north"] == [None]
    assert main([*asked, "north"]) == 0
    assert f"How well defined is Work of North: calculated amber; {WORDS}." in capsys.readouterr().out
    assert main([*asked, "south", "--json"]) == main([*asked, "south"]) == 0
    assert "Programme Manager" not in capsys.readouterr().out
