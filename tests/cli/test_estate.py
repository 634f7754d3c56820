"""`severalty estate`: what each council holds on a date, and what blocks it."""

import json
from typing import Any

import pytest

from severalty.cli.exits import DONE
from severalty.cli.main import main
from severalty.dispositions.models import Disposition
from severalty.tenancy.models import Case
from tests.cli.test_appraise import refused

pytestmark = pytest.mark.sqlite_enough

Captured = pytest.CaptureFixture[str]
ASKED = ("estate", "demonstration", "--on", "2027-12-31", "--today", "2026-11-22")


def told(capsys: Captured, *more: str) -> dict[str, Any]:
    """The JSON of `estate`, which must be the only thing on standard output."""
    capsys.readouterr()
    assert main([*ASKED, "--json", *more]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_what_each_council_holds_and_what_blocks_it(demonstration: Case, capsys: Captured) -> None:
    found = told(capsys)
    assert [one["council"] for one in found["councils"]] == ["alderbourne", "stanmere"]
    for one in found["councils"]:
        rows = [row for row in found["rows"] if row["council"] == one["council"]]
        assert sum(one[name] for name in ("own", "shared", "kept_shared", "other", "none", "not_known")) == len(rows)
        assert one["blocked"] == sum(bool(row["blocks"]) for row in rows)
        assert one["planned"] == sum(row["planned"] for row in rows)
    held = {(row["name"], row["council"]): row for row in found["rows"] if row["subject"] == "contracts"}
    licences = held["Microsoft licences (enterprise agreement)", "stanmere"]
    assert (licences["held"], licences["planned"], licences["disposition"]) == ("its own", True, "re-procure")
    assert held["Careline alarms", "alderbourne"]["blocks"], "disputed, and nothing is in the way"
    assert told(capsys) == found
    Disposition.objects.filter(item__key="C-057 for stanmere").update(route="keep shared")
    assert told(capsys)["digest"] != found["digest"]


def test_people_get_a_table_of_one_council_and_of_what_an_organisation_may_see(
    demonstration: Case, capsys: Captured
) -> None:
    capsys.readouterr()
    assert main([*ASKED, "--council", "stanmere", "--as", "alderbourne"]) == DONE
    said = capsys.readouterr().out
    assert said.startswith("On 2027-12-31, as known on 2026-11-22\n")
    assert "Stanmere Borough Council" in said
    assert "Alderbourne Borough Council" not in said.partition("\n\nItem")[0]
    assert "Parking platform (letter of intent)" not in said, "what Stanmere keeps to itself is told"
    assert "Of what alderbourne may see." in said
    words = refused(capsys, *ASKED, "--council", "twinbridge")
    assert "there are alderbourne, stanmere" in words
    assert "--today" in refused(capsys, *ASKED[:4], "--today", "now")
    assert "--on is empty" in refused(capsys, "estate", "demonstration", "--on", "")
