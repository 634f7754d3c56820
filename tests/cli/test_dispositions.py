"""`severalty dispositions`: the register for programs and for people, whose totals are those of its rows."""

import json
import re
from collections import defaultdict
from typing import Any

import pytest

from severalty.cli.exits import DONE
from severalty.cli.main import main
from severalty.dispositions.models import Disposition, DispositionAnswer
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import AuditEntry, Case, Item, Organisation
from tests.cli.test_appraise import refused

pytestmark = pytest.mark.sqlite_enough

ON = ("--on", "2026-11-22")
SUMS = ("one_off", "annual_now", "annual_after")
Captured = pytest.CaptureFixture[str]


def register(capsys: Captured, *more: str) -> dict[str, Any]:
    """The JSON of `dispositions`, which must be the only thing on standard output."""
    capsys.readouterr()
    assert main(["dispositions", "demonstration", *ON, "--json", *more]) == DONE
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_every_total_is_the_sum_of_its_rows_and_each_breakdown_of_all(demonstration: Case, capsys: Captured) -> None:
    found = register(capsys)
    columns = {"by_route": "disposition", "by_council": "council", "by_state": "state", "by_table": "table"}
    for breakdown, column in columns.items():
        groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in found["rows"]:
            groups[row[column]].append(row)
        totals = {one["name"]: one for one in found["totals"][breakdown]}
        assert set(totals) == set(groups), breakdown
        for name, rows in groups.items():
            for one in SUMS:
                amounts = [row[f"{one}_pence"] for row in rows]
                assert totals[name][f"{one}_pence"] == sum(amount for amount in amounts if amount is not None)
                assert totals[name][f"{one}_not_known"] == amounts.count(None)
        for one in SUMS:
            whole = sum(each[f"{one}_pence"] for each in totals.values())
            assert whole == found["totals"]["all"][f"{one}_pence"]
    asked = sum(one["rows"] for one in found["totals"]["by_notice_month"])
    assert asked == len(found["rows"]) == found["totals"]["all"]["rows"]
    assert found["undecided"] == sum(row["disposition"] == "undecided" for row in found["rows"])
    housing = [row["annual_now_pence"] for row in found["rows"] if row["key"] == "C-001"]
    assert sum(housing) == 38_600_000, "the parts of one contract do not add up to its charge"
    refusals = {(row["key"], row["council"]): row["refusals"] for row in found["rows"] if row["refusals"]}
    assert ("C-050", "stanmere") in refusals, "the supplier refused its consent"
    warned = next(row for row in found["rows"] if (row["key"], row["council"]) == ("C-054", "stanmere"))
    assert not warned["refusals"], "an officer goes on all the same"
    assert any("Head of Procurement, Stanmere" in words for words in warned["warnings"])


def test_what_one_borough_keeps_to_itself_is_in_no_row_and_no_sum_of_the_other(
    demonstration: Case, capsys: Captured
) -> None:
    """The register of one borough is the same whether or not the other keeps proposals to itself."""
    seen = {who: register(capsys, "--table", "contracts", "--as", who) for who in ("alderbourne", "stanmere")}
    assert seen["alderbourne"]["seen_by"] == "alderbourne"
    assert not [row for row in seen["alderbourne"]["rows"] if row["key"].startswith("STA-")]
    highways = {who: next(row["disposition"] for row in found["rows"]
                          if (row["key"], row["council"]) == ("C-022", "stanmere"))
                for who, found in seen.items()}  # fmt: skip
    assert highways == {"alderbourne": "undecided", "stanmere": "re-procure"}
    own = Item.objects.filter(recorded_by__key="stanmere", audience=Audience.HOLDERS.value, table="dispositions")
    DispositionAnswer.objects.filter(disposition__item__in=own).delete()
    Disposition.objects.filter(item__in=own).delete()
    assert register(capsys, "--table", "contracts", "--as", "alderbourne") == seen["alderbourne"]


def test_people_get_the_headline_the_rows_and_whose_eyes(demonstration: Case, capsys: Captured) -> None:
    capsys.readouterr()
    assert main(["dispositions", "demonstration", *ON, "--table", "contracts", "--as", "alderbourne"]) == DONE
    said = capsys.readouterr().out
    assert re.match(r"\d+ of \d+ still undecided, of \d+ things\.\n", said)
    assert re.search(r"C-001 +Housing management software +Alderbourne Borough Council +re-procure +agreed", said)
    assert re.search(r"£[\d,]+\.\d\d and \d+ not known", said), "what is not known was taken as nought"
    assert "As at 22 November 2026, of what alderbourne may see. Digest: " in said


def test_the_digest_is_of_all_that_is_told(demonstration: Case, capsys: Captured) -> None:
    before = AuditEntry.objects.count()
    first = register(capsys)
    assert register(capsys) == first
    assert AuditEntry.objects.count() == before, "reading wrote something"
    assert re.fullmatch(r"[0-9a-f]{64}", first["digest"])
    Disposition.objects.filter(item__key="C-001 for alderbourne").update(one_off_cost=1)
    assert register(capsys)["digest"] != first["digest"]


def test_a_slip_is_told_in_words(demonstration: Case, capsys: Captured) -> None:
    assert "There are" in refused(capsys, "dispositions", "demonstratoin")
    assert "2026-11-26" in refused(capsys, "dispositions", "demonstration", "--on", "tomorrow")
    assert "there are" in refused(capsys, "dispositions", "demonstration", "--as", "nobody")
    assert "contracts" in refused(capsys, "dispositions", "demonstration", "--table", "contract")
    assert "there are fernlight" in refused(capsys, "dispositions", "demonstration", "--leaving", "nobody")
    assert "--leaving needs a supplier" in refused(capsys, "dispositions", "demonstration", "--leaving", "")
    assert Organisation.objects.exists()
