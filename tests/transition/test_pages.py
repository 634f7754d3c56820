"""The pages that draw a plan: each with its tables and files, filtered by who looks; a wave is changed by a form."""

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.estate import importing
from severalty.formats.papers import Figures
from severalty.tenancy.access import operator_for
from severalty.tenancy.models import Item
from severalty.transition.models import WorkPackage
from severalty.transition.reports.sections import SECTIONS
from severalty.web.parts import Writing
from tests.conftest import NOON, TODAY, Cast
from tests.transition.planned import FILES, TAIL, Desk, address

pytestmark = pytest.mark.sqlite_enough

PAGES = ("timetable", "waves", "workload", "dependencies", "confidence", "budget")
WAVES = (
    f"key,name,plan,number,starts,ends,most,entry,{TAIL}"
    "w1,Wave 1,split,1,2027-01-04,2027-03-31,3,Rehearsal passed,partners,service,reported\n"
    "w2,Wave 2,split,2,2027-04-01,2027-06-30,3,,partners,service,reported\n"
)
ZOOM = {"start": "2027-02", "until": "2027-02", "scale": "week", "group": "kind"}
SIMULATED = "tests.transition.pages_told.simulated"
BUDGETS = (
    f"key,name,plan,council,money,year,amount,state,{TAIL}"
    "nb,Secret budget,split,north,capital,2026/27,777.00,approved,holders,north,reported\n"
)


@pytest.fixture
def drawn(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The plan with waves, a budget of North's own and a run; nothing is simulated."""
    monkeypatch.setattr("severalty.transition.views.confidence.SIMULATED", SIMULATED)
    monkeypatch.setattr("severalty.transition.reports.pictures_sections.SIMULATED", SIMULATED)
    bring(tmp_path, waves=WAVES, plan_budgets=BUDGETS)
    desk.keep()
    desk.keep("Run of South", "south", ("s-build", "s-ready", "cut"))
    return desk


def bring(folder: Path, **tables: str) -> None:
    """Bring more rows in."""
    for path in folder.glob("*.csv"):
        path.unlink()
    for table, text in tables.items():
        (folder / f"{table}.csv").write_text(text, encoding="utf-8")
    importing.import_case(source=folder, by=operator_for(), at=NOON)


def everything(cast: Cast, who: str) -> dict[str, str]:
    """What every page and every file of a page tells somebody, without what differs each time."""
    client, found = cast.client_of(who), {}
    for page in PAGES:
        answer = client.get(address(page), {"links": "critical", "week": "2027-01-04"})
        assert answer.status_code == 200, page
        main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]  # type: ignore[index]
        found[page] = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)
        for sheet in answer.context["sheets"]:
            answer = client.get(address(page), {"export": sheet.ident, "week": "2027-01-04"})
            found[f"{page} {sheet.ident}"] = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    return found


def test_every_page_has_its_tables_and_each_table_is_a_file(drawn: Desk) -> None:
    told = everything(drawn.cast, "north")
    assert set(told) >= {
        "timetable packages", "timetable days", "timetable freezes", "waves waves", "waves placed", "workload teams",
        "workload weeks", "dependencies waits", "confidence bands", "confidence chances", "budget budget",
    }  # fmt: skip
    assert "Secret build" in told["timetable"]
    assert "4 January 2027" in told["timetable"]
    assert "2027-01-04" in told["timetable packages"]
    assert told["timetable packages"].count("\n") == 4, "a heading and the three packages that North may see"
    assert "First day" in told["timetable"], "the table beside the picture says the same"
    assert "Cut over together" in told["dependencies waits"]
    assert "777" in told["budget budget"]
    assert "Secret crew" in told["workload"]
    assert "71%" in told["confidence"]


def test_nothing_of_what_another_council_keeps_to_itself_moves_a_page(drawn: Desk) -> None:
    before = everything(drawn.cast, "south")
    every = "\n".join(before.values())
    assert "Secret" not in every
    assert "777" not in every
    Item.objects.filter(recorded_by=drawn.cast.north, name__startswith="Secret").update(withdrawn=True)
    Item.objects.filter(recorded_by=drawn.cast.north, key="north").update(withdrawn=True)
    assert everything(drawn.cast, "south") == before


def test_whoever_may_not_see_plans_or_money_sees_no_page(drawn: Desk) -> None:
    for page in PAGES:
        assert drawn.cast.client_of("stranger").get(address(page)).status_code in (403, 404), page
        assert drawn.cast.client_of("anonymous").get(address(page)).status_code in (302, 403, 404), page
    assert drawn.cast.client_of("north").get(address("timetable"), {"plan": "nothing"}).status_code == 404


def test_as_many_queries_however_many_packages(drawn: Desk, tmp_path: Path) -> None:
    client = drawn.cast.client_of("north")

    def queries() -> dict[str, int]:
        counts = {}
        for page in PAGES:
            with CaptureQueriesContext(connection) as found:
                client.get(address(page))
            counts[page] = len(found)
        return counts

    queries()
    few = queries()
    heads = FILES["work_packages"].partition("\n")[0]
    rows = "".join(
        f"m-{one},More {one},north,build,north,3,4,5,,10.00,holders,north,reported\n" for one in range(30)
    )  # fmt: skip
    needs = "".join(f"m-{one},engineers,10,north,reported\n" for one in range(30))
    waits = "".join(f"m-{one},m-{one - 1},finish to start,north,reported\n" for one in range(1, 30))
    bring(tmp_path, work_packages=f"{heads}\n{rows}", package_needs=f"package,team,units,recorded_by,evidence\n{needs}",
          package_waits=f"package,follows,kind,recorded_by,evidence\n{waits}")  # fmt: skip
    assert queries() == few


def test_zoom_groups_and_links_by_the_address_alone(drawn: Desk) -> None:
    client = drawn.cast.client_of("north")
    zoomed = client.get(address("timetable"), ZOOM)
    packages = [one for sheet in zoomed.context["sheets"] if sheet.ident == "packages" for one in sheet.rows]
    assert [one.name for one in packages] == ["Secret readiness"], "only what lies in the span"
    assert "1 Feb 2027" in zoomed.content.decode()
    linked = client.get(address("timetable"), {"links": drawn.ref("n-ready")})
    assert "Waits that are drawn" in linked.content.decode()
    assert client.get(address("timetable"), {"start": "yesterdayish"}).status_code == 422
    week = client.get(address("workload"), {"week": "2027-01-04"})
    assert "Packages from 4 January 2027 to 8 January 2027" in week.content.decode()


def test_why_a_package_stands_where_it_does_has_a_page_of_its_own(drawn: Desk) -> None:
    north = drawn.cast.client_of("north")
    told = north.get(address("why", drawn.ref("n-ready"))).content.decode()
    assert "Secret readiness waits for Secret build" in told
    assert "Why not earlier" in told
    assert drawn.cast.client_of("south").get(address("why", drawn.ref("n-ready"))).status_code == 404
    assert address("why", drawn.ref("n-ready")) in north.get(address("package", drawn.ref("n-ready"))).content.decode()


def test_a_package_is_moved_to_a_wave_by_a_form_of_its_own_council_alone(drawn: Desk) -> None:
    north, place = drawn.cast.client_of("north"), address("wave-move", drawn.ref("n-build"))
    form = north.get(place).context["form"]
    sent = {"wave": "2", "version": form["version"].value()}
    assert north.post(place, sent).status_code == 302
    assert WorkPackage.objects.get(item__key="n-build").wave == 2
    board = north.get(address("waves")).content.decode()
    assert "pinned to this wave" in board
    late = north.post(place, sent | {"wave": "1"})
    assert late.status_code == 422, "somebody was quicker"
    assert WorkPackage.objects.get(item__key="n-build").wave == 2
    for who in ("south", "service", "scrutiny"):
        assert drawn.cast.client_of(who).get(place).status_code in (403, 404), who


def test_a_paper_about_a_plan_tells_of_it_what_its_writer_may_see(drawn: Desk) -> None:
    def told(who: str, kind: str, section: str, subject: str) -> str:
        viewer = drawn.cast.viewer(who)
        writing = Writing(viewer, drawn.cast.case, kind, TODAY, Figures(), subject=subject)
        return " ".join(map(str, SECTIONS[kind, section](writing)))

    assert told("north", "committee", "considerations", "") == "", "a paper about something else"
    own = told("north", "committee", "considerations", drawn.plan)
    assert "Timetable of The split" in own
    assert "Wave 1" in own
    assert "71%" in own
    assert "Secret budget" not in own
    assert "777" in told("north", "committee", "financial", drawn.plan)
    others = told("south", "highlight", "appendices", drawn.plan)
    assert "Quiet build" in others
    assert "Secret" not in others
