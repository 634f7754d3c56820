"""What changed since the last board: its sentence, its topics, its money, and nothing to anybody that is not theirs."""

import csv
import io
import json
import re
from argparse import Namespace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from severalty.appraisal.models import Charge
from severalty.cli.changes_told import run_changed
from severalty.cli.exits import DONE, WRONG_INPUT
from severalty.cli.main import main
from severalty.decisions.models import Body, Commitment, Delegation, Hold, Meeting, Resolution
from severalty.decisions.queries.changes import last_held
from severalty.engine.dates import between, day, month
from severalty.engine.decisions.changes import Change as Told
from severalty.engine.decisions.changes import Fund
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.formats.documents import Table
from severalty.tenancy.audit import Change, record
from severalty.tenancy.models import Item
from severalty.web import parts
from severalty.web.parts import changes_for
from tests.conftest import NOON, Cast
from tests.decisions.conftest import Desk, main_of

pytestmark = pytest.mark.sqlite_enough

SECRET = "zebra77"
WHO = ("north", "south", "supplier", "stranger", "anonymous")
PAGE = "/decisions/thornton/changed/"
OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 22)
LATER = datetime(2026, 11, 12, 12, 0, tzinfo=UTC)


def on(number: int, of: int = 11) -> Any:
    return day(date(2026, of, number))


class Clerk:
    """Records what is told afterwards."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        cast.case.public = True
        cast.case.save()
        self.board = self.row(Body, "bodies", "board", name="Joint Board", kind="board or team")
        self.meeting(on(30, 9), "September")
        self.meeting(on(31, 10), "October")

    def item(self, table: str, key: str, audience: Audience = Audience.PUBLIC, **values: Any) -> Item:
        return self.cast.item(self.cast.north, key, audience, table=table, **values)

    def row(self, model: Any, table: str, key: str, name: str = "", audience: Audience = Audience.PUBLIC,
            **values: Any) -> Any:  # fmt: skip
        return model.objects.create(item=self.item(table, key, audience, name=name or key), **values)

    def meeting(self, when: Any, key: str, state: str = "held", **values: Any) -> Meeting:
        values = {"body": self.board, "meets_on": when, "state": state} | values
        made: Meeting = self.row(Meeting, "meetings", key, **values)
        return made

    def charge(self, key: str, before: str, after: str, audience: Audience = Audience.PUBLIC, **values: Any) -> Charge:
        made: Charge = self.row(Charge, "charges", key, audience=audience, year=2026, amount=1, **values)
        self.wrote(made.item, {"amount": before}, {"amount": after})
        return made

    def wrote(self, item: Item, before: dict[str, str], after: dict[str, str], act: str = "change") -> None:
        entry = Change(act, item.table, item.key, before, after, item)
        record([entry], by=self.cast.viewer("north"), at=LATER, why="a test", case=self.cast.case)


@pytest.fixture
def clerk(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    return Clerk(cast)


def told(clerk: Clerk, who: str = "north") -> list[tuple[str, str]]:
    found = changes_for(clerk.cast.viewer(who), clerk.cast.case, OCTOBER, NOVEMBER)
    return sorted((one.subject, one.sentence) for one in found)


def test_the_page_begins_with_the_last_board_and_a_sentence(clerk: Clerk) -> None:
    clerk.row(
        Resolution, "resolutions", "share", "ICT is shared", body=clerk.board, outcome="approved", decided_on=on(11)
    )
    clerk.charge("desk", "52000.00", "48500.00", funding="revenue")
    page = main_of(clerk.cast.client_of("anonymous"), PAGE)
    assert "2 changes since the meeting of Joint Board, 31 October 2026: 1 in decisions, 1 in money." in page
    assert "Approved by Joint Board." in page
    assert "Charges, revenue: about £52,000 became about £48,500, about £3,500 less, in 1 change." in page


def test_nothing_changed_says_what_was_looked_at(clerk: Clerk) -> None:
    page = main_of(clerk.cast.client_of("south"), PAGE)
    assert "Nothing changed since the meeting of Joint Board, 31 October 2026." in page
    looked_at = "Looked at, after 31 October 2026 and until the end of 22 November 2026: estate, risks, appraisal"
    assert f"{looked_at}, decisions" in page


def test_what_the_record_dates_is_told_once_and_in_its_time_only(clerk: Clerk) -> None:
    december = clerk.meeting(on(9, 12), "December", "planned")
    clerk.meeting(on(18), "November", "put off", put_off_to=december)
    share = clerk.row(
        Resolution, "resolutions", "share", body=clerk.board, outcome="approved", decided_on=month(2026, 11)
    )
    late = clerk.row(Resolution, "resolutions", "late", body=clerk.board, outcome="deferred", decided_on=on(20))
    clerk.wrote(late.item, {}, {"name": "late"}, "create")
    clerk.row(Resolution, "resolutions", "early", body=clerk.board, outcome="approved", decided_on=on(31, 10))
    clerk.row(Commitment, "commitments", "letter", due=on(7), state="open")
    clerk.row(Commitment, "commitments", "survey", due=on(30, 10), done_on=on(2), state="kept")
    clerk.row(Commitment, "commitments", "plan", due=on(1, 12), state="open")
    clerk.row(Hold, "holds", "procurement", starts=on(3), lifted_on=on(19), placed_by="Section 151 Officer",
              stands_still="The tender")  # fmt: skip
    clerk.row(
        Delegation, "delegations", "power", holder="Director", ends=between(date(2026, 10, 1), date(2026, 11, 10))
    )
    assert told(clerk) == [
        ("Joint Board", "The meeting of 18 November 2026 was put off to 9 December 2026."),
        ("late", "Deferred by Joint Board."),
        ("letter", "It was due by 7 November 2026, and is not recorded as done."),
        ("power", "Ended; it was held by Director."),
        ("procurement", "Lifted."),
        ("procurement", "Placed by Section 151 Officer. What stands still: The tender."),
        ("survey", "Done. It was due by 30 October 2026."),
    ]
    assert share.decided_on.last > NOVEMBER, "A decision of some day in November is told when November is over."


def test_a_frozen_paper_is_told(desk: Desk, clerk: Clerk) -> None:
    desk.freeze(desk.save(), audience=Audience.PUBLIC)
    found = changes_for(desk.cast.viewer("south"), desk.cast.case, OCTOBER, NOVEMBER)
    assert [one.sentence for one in found] == ["Frozen as version 1."]


@pytest.mark.parametrize("who", WHO)
def test_nobody_reads_what_is_not_theirs(clerk: Clerk, who: str) -> None:
    clerk.charge("desk", "52000.00", "48500.00")
    addresses = [PAGE, f"{PAGE}?export=csv", f"{PAGE}?topic=money", f"{PAGE}?since=1+October+2026",
                 f"{PAGE}versions/"]  # fmt: skip
    client = clerk.cast.client_of(who)
    before = [content(client.get(one)) for one in addresses]
    hidden: dict[str, Any] = {"audience": Audience.HOLDERS, "name": SECRET}
    board = clerk.row(Body, "bodies", "hidden", kind="board or team", **hidden)
    later = clerk.meeting(on(20), "hidden", audience=Audience.HOLDERS, body=board, name=SECRET)
    clerk.row(Resolution, "resolutions", "hidden", body=board, decided_on=on(20), meeting=later, **hidden)
    clerk.row(Resolution, "resolutions", "between", SECRET, body=board, decided_on=on(20))
    clerk.row(Commitment, "commitments", "hidden", due=on(20), **hidden)
    clerk.row(Hold, "holds", "hidden", starts=on(20), placed_by=SECRET, **hidden)
    clerk.row(Delegation, "delegations", "hidden", ends=on(20), holder=SECRET, **hidden)
    clerk.charge(SECRET, "77313.00", "77314.00", Audience.HOLDERS)
    clerk.wrote(clerk.item("contracts", "gone", withdrawn=True, name=SECRET), {"name": SECRET}, {}, "withdraw")
    if who == "north":
        assert SECRET in content(client.get(PAGE))
        return
    assert [content(client.get(one)) for one in addresses] == before


def content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body.decode())
    return f"{response.status_code} {text}"


def test_a_meeting_that_is_hidden_is_not_the_last_board(clerk: Clerk) -> None:
    clerk.meeting(on(20), "hidden", audience=Audience.HOLDERS)
    case = clerk.cast.case
    assert last_held(clerk.cast.viewer("north"), case, NOVEMBER).meets_on == on(20)
    assert last_held(clerk.cast.viewer("south"), case, NOVEMBER).meets_on == on(31, 10)
    assert last_held(clerk.cast.viewer("south"), case, date(2026, 10, 31)).meets_on == on(30, 9)


def test_another_time_is_asked_for_by_day_or_by_body(clerk: Clerk) -> None:
    client = clerk.cast.client_of("south")
    assert "since 1 November 2026" in main_of(client, f"{PAGE}?since=1+November+2026")
    assert "Joint Board, 30 September 2026" in main_of(client, f"{PAGE}?body={clerk.board.pk}&until=2026-10-31")
    assert client.get(f"{PAGE}?body=never2never3").status_code == 404
    for wrong in ("since=soon", "since=2026-11-20&until=2026-11-01", "until=32+May+2026"):
        response = client.get(f"{PAGE}?{wrong}")
        assert response.status_code == 422
        assert "There is a problem" in response.content.decode()


def test_a_large_import_is_told_in_one_line_and_whole_in_the_file(clerk: Clerk) -> None:
    for number in range(40):
        clerk.wrote(clerk.item("contracts", f"C-{number}"), {}, {"name": f"C-{number}"}, "create")
    client = clerk.cast.client_of("south")
    page = main_of(client, PAGE)
    assert "Added together and not listed one by one: 40 × contract." in page
    assert "C-39" not in page
    assert "C-39" in main_of(client, f"{PAGE}?topic=contracts")
    lines = list(csv.reader(io.StringIO(content(client.get(f"{PAGE}?export=csv")).partition(" ")[2].lstrip("\ufeff"))))
    assert len(lines) == 41


def test_capital_and_revenue_are_added_up_apart(clerk: Clerk) -> None:
    clerk.charge("a", "10.00", "30.00", funding="capital")
    clerk.charge("b", "10.00", "5.00", funding="revenue")
    found = changes_for(clerk.cast.viewer("south"), clerk.cast.case, OCTOBER, NOVEMBER)
    assert {(one.fund, one.amount_before, one.amount_after) for one in found} == {
        (Fund.CAPITAL, 1_000, 3_000), (Fund.REVENUE, 1_000, 500)
    }  # fmt: skip


def test_two_frozen_versions_are_compared_figure_by_figure(desk: Desk, clerk: Clerk) -> None:
    paper = desk.save()
    first = desk.freeze(paper, audience=Audience.PUBLIC)
    desk.save(
        words={
            (SectionKey.SUMMARY, ""): "The service costs £50k a year.",
            (SectionKey.BACKGROUND, ""): "It began in 2014.",
        }
    )
    second = desk.freeze(paper, audience=Audience.PUBLIC)
    client = desk.cast.client_of("anonymous")
    page = main_of(client, f"{PAGE}versions/")
    assert "£52k" in page
    assert "£50k" in page
    assert "New: “It began in 2014. (Budget book 4.1)”." in page
    assert "New: “Background”" not in page, "A heading is no text of its section."
    assert "Nothing differs" in main_of(client, f"{PAGE}versions/?from={first.pk}&to={first.pk}")
    since = main_of(client, f"{PAGE}?paper={first.pk}")
    assert "Nothing changed since “ICT to be shared”, version 1, was frozen on 22 November 2026." in since
    hidden = desk.freeze(paper, audience=Audience.HOLDERS)
    assert client.get(f"{PAGE}?paper={hidden.pk}").status_code == 404
    assert client.get(f"{PAGE}versions/?from={second.pk}&to={hidden.pk}").status_code == 404


def test_as_many_queries_for_many_changes(clerk: Clerk) -> None:
    counts = []
    for number in range(2):
        for more in range(12 * number + 1):
            clerk.charge(f"{number} {more}", "10.00", "30.00")
            clerk.row(
                Resolution, "resolutions", f"{number} {more}", body=clerk.board, outcome="approved", decided_on=on(11)
            )
        with CaptureQueriesContext(connection) as asked:
            assert clerk.cast.client_of("anonymous").get(PAGE).status_code == 200
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts
    assert counts[0] < 60, counts


def paper_of_changes(desk: Desk, **head: Any) -> Any:
    """What a paper of changes says, section by section."""
    paper = desk.save("changes", {}, kind=PaperKind.CHANGES, **{"name": "What changed"} | head)
    return desk.content(paper)


def texts(content: Any, heading: str) -> list[str]:
    (section,) = [one for one in content.sections if one.heading == heading]
    rows = [row for block in section.blocks if isinstance(block, Table) for row in block.rows]
    return [block.text for block in section.blocks if not isinstance(block, Table)] + [" | ".join(row) for row in rows]


def test_a_paper_tells_of_the_period_in_its_head(desk: Desk, clerk: Clerk) -> None:
    clerk.row(
        Resolution, "resolutions", "share", "ICT is shared", body=clerk.board, outcome="approved", decided_on=on(11)
    )
    clerk.row(Resolution, "resolutions", "early", "Earlier", body=clerk.board, outcome="approved", decided_on=on(5, 10))
    clerk.charge("desk", "52000.00", "48500.00", funding="revenue")
    content = paper_of_changes(desk, period_from=month(2026, 11), period_to=on(30, 11))
    assert texts(content, "Summary")[0].startswith("2 changes since 31 October 2026: 1 in decisions, 1 in money.")
    assert any("ICT is shared | resolution | Approved by Joint Board. | 11 November 2026" in one
               for one in texts(content, "Decisions"))  # fmt: skip
    assert any("Charges, revenue: about £52,000 became about £48,500" in one for one in texts(content, "Money"))
    assert texts(content, "Estate") == ["Nothing changed in this period."]
    assert {one.label for one in content.figures} >= {"Changes, decisions", "Money, revenue, before"}


def test_a_paper_without_a_period_begins_with_the_last_meeting_of_its_body(desk: Desk, clerk: Clerk) -> None:
    other = clerk.row(Body, "bodies", "other", kind="board or team", name="Other Board")
    clerk.meeting(on(15), "other", body=other)
    content = paper_of_changes(desk, body="joint board")
    assert "since the meeting of Joint Board, 31 October 2026" in texts(content, "Summary")[0]
    assert "since the meeting of Other Board" in texts(paper_of_changes(desk), "Summary")[0]


def test_a_stage_that_comes_later_is_in_the_page_and_in_the_paper(desk: Desk, clerk: Clerk) -> None:
    ticket = Told(topic="tickets", what="ticket", subject="Printer", sentence="It prints again.")
    kept = parts.parts()
    parts.register(parts.Part("assurance", "Assurance", changes=lambda *_: [ticket]))
    try:
        content = paper_of_changes(desk)
        page = main_of(desk.cast.client_of("anonymous"), PAGE)
    finally:
        parts.forget_all()
        for part in kept:
            parts.register(part)
    assert any("Printer | ticket | It prints again." in one for one in texts(content, "Other changes"))
    assert "1 in tickets" in page
    assert "It prints again." in page


def test_a_paper_of_changes_is_frozen_and_its_file_holds(desk: Desk, clerk: Clerk) -> None:
    clerk.charge("desk", "52000.00", "48500.00", funding="revenue")
    paper = desk.save("changes", {}, kind=PaperKind.CHANGES, name="What changed")
    frozen = desk.freeze(paper, audience=Audience.PUBLIC)
    address = f"/papers/thornton/frozen/{frozen.pk}/file/docx/"
    assert desk.cast.client_of("anonymous").get(address).content.startswith(b"PK")
    assert "£48,500" in frozen.body


def test_the_command_tells_the_same(clerk: Clerk, capsys: pytest.CaptureFixture[str]) -> None:
    clerk.charge("desk", "52000.00", "48500.00", funding="revenue")
    clerk.charge("hidden", "77313.00", "77314.00", Audience.HOLDERS)
    days = ["--since", "2026-10-31", "--until", "2026-11-22"]
    assert main(["changed", "thornton", *days, "--as", "south", "--json"]) == DONE
    found = json.loads(capsys.readouterr().out)
    assert found["sentence"] == "1 change since 31 October 2026: 1 in money."
    (topic,) = found["topics"]
    assert topic["totals"][0]["difference_pence"] == -350_000
    assert topic["changes"][0]["sentence"] == "Amount: about £52,000 became about £48,500."
    assert main(["changed", "thornton", *days]) == DONE
    assert "hidden" in capsys.readouterr().out
    assert main(["changed", "thornton", "--since", "2026-11-23", "--until", "2026-11-22"]) == WRONG_INPUT
    assert main(["changed", "thornton", "--since", "soon"]) == WRONG_INPUT


def test_that_a_file_was_read_just_now_is_no_change(
    clerk: Clerk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [
        Told(topic="decisions", what="resolution", subject=words, sentence=words)
        for words in ("Added to the record.", "Added to the record: 40.", "Approved by Cabinet.")
    ]
    monkeypatch.setattr("severalty.cli.changes_told.changes_for", lambda *_: told)
    asked: Any = Namespace(case="thornton", organisation="", since="2026-10-31", until="2026-11-22", json=False)
    assert run_changed(asked) == DONE
    assert "Added to" in capsys.readouterr().out
    asked.is_passing = True
    assert run_changed(asked) == DONE
    assert "Added to" not in capsys.readouterr().out
