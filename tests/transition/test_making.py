"""Packages made from dispositions on their page: looked at, some left out, a team chosen for a skill, made as one."""

import re
from pathlib import Path

import pytest

from severalty.estate import importing
from severalty.tenancy.access import operator_for
from severalty.tenancy.models import ChangeSet
from severalty.transition.models import PackageNeed, PackageWait, WorkPackage
from severalty.transition.views.making import NOTHING
from tests.conftest import NOON
from tests.transition.planned import TAIL, Desk, address

pytestmark = pytest.mark.sqlite_enough
FILES = {
    "contracts": f"key,name,holder,{TAIL}desk,Service desk,north,partners,north,reported\n",
    "dispositions": f"key,name,thing,council,route,{TAIL}d,Desk,desk,north,re-procure,holders,north,reported\n",
    "teams": f"key,name,council,skills,units,{TAIL}buyers,Buyers,north,procurement,200,holders,north,reported\n",
}


def test_some_packages_are_left_out_and_a_team_is_chosen_for_a_skill(desk: Desk, tmp_path: Path) -> None:
    """Specify, procure, mobilise, cut over: without the procurement the mobilising waits for the specification."""
    for table, text in FILES.items():
        (tmp_path / f"{table}.csv").write_text(text, encoding="utf-8")
    importing.import_case(source=tmp_path, by=operator_for(), at=NOON, mode="update")
    client, url = desk.cast.client_of("north"), address("make-packages", desk.plan)
    page = client.get(url).content.decode()
    assert "No team has these skills: Business analysis, Service management." in page
    keys = re.findall(r'name="leave" value="([^"]+)"', page)
    assert [key.split()[0] for key in keys] == ["specify", "procure", "mobilise", "cut-over"]
    team = re.search(r'<option value="([^"]+)">Buyers', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    stream = re.search(r'<option value="([^"]+)" selected', page)
    assert team
    assert seen
    assert stream
    sent = {"workstream": stream[1], "seen": seen[1], "leave": keys[1], "team-0": team[1]}
    before, sets = set(WorkPackage.objects.values_list("pk", flat=True)), ChangeSet.objects.count()
    look = client.post(url, sent | {"do": "look"})
    assert b"3 packages would be made; 1 of 4 are left out." in look.content
    assert b"Buyers" in look.content[look.content.index(b"What it asks of teams") :]
    assert NOTHING in client.post(url, sent | {"do": "make", "thing": "desk"}).content.decode()
    assert set(WorkPackage.objects.values_list("pk", flat=True)) == before, "looking writes nothing"
    assert client.post(url, sent | {"do": "make"}).status_code == 302
    made = {one.item.key.split()[0]: one.pk for one in WorkPackage.objects.exclude(pk__in=before)}
    assert set(made) == {"specify", "mobilise", "cut-over"}
    assert ChangeSet.objects.count() == sets + 1, "all of it is one change"
    assert PackageWait.objects.filter(package=made["mobilise"], follows=made["specify"]).exists()
    needs = {
        (one.package_id, one.team.item.key, one.skill) for one in PackageNeed.objects.filter(package__in=made.values())
    }
    assert needs == {(made["specify"], "buyers", "")}, "the team is asked for people, not for a skill that it has not"
    assert b"1 package would be made. 3 are there already" in client.get(url).content, (
        "what was left out can be made yet"
    )
