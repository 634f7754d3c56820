"""`severalty notice`: every last day, for people and for machines; no database and no Django."""

import json
from pathlib import Path

import pytest

from severalty.cli.exits import DONE, WRONG_INPUT
from severalty.cli.main import main

pytestmark = pytest.mark.engine_only


def notice(*more: str, meeting: str = "2026-04-08", council: str = "melton") -> int:
    """The command as a person would give it."""
    return main(["notice", "--meeting", meeting, "--council", council, *more])


def test_json_has_every_last_day_with_its_rule(capsys: pytest.CaptureFixture[str]) -> None:
    assert notice("--json") == DONE
    found = json.loads(capsys.readouterr().out)
    days = {step["code"]: step["on"] for step in found["steps"]}
    assert days == {
        "forward-plan": "2026-03-10", "draft": None, "comments": None, "clearance": None, "pre-meeting": None,
        "agenda": "2026-03-27", "meeting": "2026-04-08", "published": "2026-04-10", "call-in": "2026-04-17",
        "effective": "2026-04-18",
    }  # fmt: skip
    assert all(step["rule"] and step["state"] for step in found["steps"])
    assert all(step["source"] for step in found["steps"] if step["on"])


def test_people_get_a_table_with_sources(capsys: pytest.CaptureFixture[str]) -> None:
    assert notice("--private", council="Havering") == DONE
    said = capsys.readouterr().out
    assert "London Borough of Havering, meeting on Wednesday 8 April 2026" in said
    assert "Fri 27 March 2026" in said
    assert "Notice of the private meeting" in said
    assert "unknown" in said
    assert "SI 2012/2089 regulation 9" in said
    assert "Look at this: In the pre-election period of the poll on Thursday 7 May 2026" in said
    assert "Not legal advice" in said


@pytest.mark.parametrize(
    ("way", "code", "on"),
    [("general-exception", "general-exception", "2026-03-27"), ("special-urgency", "special-urgency", "2026-04-08"),
     ("not-key", "draft", None)],
)  # fmt: skip
def test_the_way_of_notice_can_be_chosen(
    way: str, code: str, on: str | None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notice("--route", way, "--json") == DONE
    days = {step["code"]: step["on"] for step in json.loads(capsys.readouterr().out)["steps"]}
    assert days[code] == on
    assert "forward-plan" not in days


def test_a_council_may_be_given_by_its_name_and_an_officer_may_decide(capsys: pytest.CaptureFixture[str]) -> None:
    assert notice("--route", "officer", council="melton borough council") == DONE
    said = capsys.readouterr().out
    assert "Melton Borough Council, decision on Wednesday 8 April 2026; notice: decision of an officer" in said
    assert "Record of the decision published" in said
    assert "nobody has stated it" in said
    assert "Forward plan" not in said


def test_the_day_of_publication_can_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    notice("--published", "2019-03-04", "--json", meeting="2019-03-04", council="havering")
    days = {step["code"]: step["on"] for step in json.loads(capsys.readouterr().out)["steps"]}
    assert (days["call-in"], days["effective"]) == ("2019-03-07", "2019-03-07")


@pytest.mark.parametrize(
    ("more", "changes", "words"),
    [
        ((), {"council": "haverin"}, "There is no council 'haverin' on record; did you mean havering?"),
        ((), {"council": "xyzzy"}, "there are havering, newham, melton, lincolnshire."),
        (("--route", "urgency"), {}, "did you mean special-urgency?"),
        ((), {"meeting": "2026-04"}, "is not known to the day; write it as 2026-04-08."),
        ((), {"meeting": "soon"}, "--meeting: 'soon' is not a date"),
        ((), {"meeting": "2029-01-10"}, "speak for 1 January 2012 to 31 December 2028; 9 January 2029 lies outside"),
        ((), {"meeting": "2012-01-05"}, "31 December 2011 lies outside"),
        (("--published", "2026-04-01"), {}, "cannot be published before the meeting"),
        (("--route", "officer", "--private"), {}, "leave out --private and --published"),
        (("--published", "x"), {}, "--published: 'x' is not a date"),
    ],
)
def test_what_cannot_be_used_ends_with_two_and_a_sentence(
    more: tuple[str, ...], changes: dict[str, str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert notice(*more, **changes) == WRONG_INPUT
    printed = capsys.readouterr()
    assert words in printed.err
    assert not printed.out


def test_a_meeting_on_a_bank_holiday_or_weekend_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    for meeting, words in (("2026-04-06", "is a bank holiday"), ("2026-04-11", "is a Saturday")):
        assert notice(meeting=meeting) == DONE
        assert words in capsys.readouterr().out


HEADS = "organisation,rule,value,starts,source\n"


def test_a_council_brings_its_own_values_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "route_values.csv"
    file.write_text(
        f"{HEADS}northam,agenda: clear working days,6,,Part 4\nmelton,call-in: working days,3,2021-05-25,Part 5\n",
        encoding="utf-8",
    )
    for council, code, on in (("northam", "agenda", "2026-03-26"), ("melton", "call-in", "2026-04-15")):
        assert notice("--values", str(file), "--json", council=council) == DONE
        days = {step["code"]: step["on"] for step in json.loads(capsys.readouterr().out)["steps"]}
        assert days[code] == on
    assert notice("--values", str(file), council="northam") == DONE
    assert capsys.readouterr().out.startswith("northam, meeting on Wednesday 8 April 2026")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{HEADS}northam,tea break,6,,Part 4\n", "tea break"),
        (HEADS, "holds no value of a decision route"),
        (None, "cannot be read"),
    ],
)
def test_a_file_of_values_that_cannot_be_used_is_named(
    text: str | None, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "route_values.csv"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    assert notice("--values", str(file)) == WRONG_INPUT
    said = capsys.readouterr().err
    assert said.startswith(str(file))
    assert words in said
