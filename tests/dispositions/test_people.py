"""The pages of people: proposals that say what they are worth, gaps, and posts that only their keeper sees."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from severalty.dispositions.models import FutureRole
from severalty.dispositions.queries.people import experts_for, people_for
from severalty.dispositions.queries.readiness import estate_for
from severalty.dispositions.views.people_tables import role_lines, role_register, transfer_lines, transfer_register
from severalty.dispositions.views.readiness_tables import held_lines, held_register, tried_lines, tried_register
from severalty.estate.models import Post
from severalty.web.lists import Register, rows_for, write_csv
from tests.conftest import TODAY, Cast
from tests.dispositions.conftest import address
from tests.dispositions.taken_apart import KEPT, file_of, ten_times, words_of

pytestmark = pytest.mark.sqlite_enough  # pages over queries that the engine of the database does not change

PAGES = ("people", "operating-model", "licences", "bridges", "readiness", "on")


def test_who_opens_the_pages_and_who_learns_nothing_of_them(apart: Cast) -> None:
    expected = dict.fromkeys(("north", "south", "service", "supplier", "scrutiny"), 200)
    expected |= {"stranger": 404, "anonymous": 302}
    for who, status in expected.items():
        client = apart.client_of(who)
        assert [client.get(address(name)).status_code for name in PAGES] == [status] * len(PAGES), who


def test_what_north_keeps_to_itself_shows_nowhere(apart: Cast) -> None:
    for who in ("south", "service", "supplier"):
        client = apart.client_of(who)
        said = {name: words_of(client, name) for name in PAGES}
        assert not [(name, words) for name in PAGES for words in KEPT if words in said[name]], who


def test_its_keeper_sees_a_restricted_transfer_with_a_lock(apart: Cast) -> None:
    said = words_of(apart.client_of("north"), "people")
    assert "Quiet post" in said
    assert "only North Thornton sees this" in said


def test_a_proposal_says_that_it_is_no_legal_advice_and_when_information_is_due(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "people")
    assert "1 of 1 post likely in scope, by the evidence on record" in said
    assert "It is not legal advice." in said
    assert "3 December 2027" in said
    assert "no transfer on record" in said
    assert "Spare engineer" in said


def test_a_partner_counts_only_what_it_sees(apart: Cast) -> None:
    assert "2 of 2 posts likely in scope" in words_of(apart.client_of("north"), "people")
    lacking = {who: words_of(apart.client_of(who), "operating-model") for who in ("north", "south")}
    assert "3.00 full-time posts are lacking over 3 roles" in lacking["north"]
    assert "2.00 full-time posts are lacking over 2 roles" in lacking["south"]
    assert "£120,000" in lacking["south"]


def test_a_role_whose_post_comes_after_it_is_needed_does_not_stand(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "operating-model")
    assert "not there before transition" in said
    assert "later than it is needed: somebody must stand in" in said


def test_a_role_filled_by_a_hidden_post_looks_like_one_filled_by_nobody(apart: Cast) -> None:
    before = words_of(apart.client_of("south"), "operating-model")
    role, post = FutureRole.objects.get(item__key="r-2"), Post.objects.get(item__key="quiet")
    role.filled_by = post
    role.save()
    assert "Quiet post" in words_of(apart.client_of("north"), "operating-model")
    assert words_of(apart.client_of("south"), "operating-model") == before


def test_a_day_that_cannot_be_read_is_said_and_left_out(apart: Cast) -> None:
    said = words_of(apart.client_of("north"), "operating-model", begins="soon")
    assert "The day on which transition begins is left out." in said


def test_lists_and_tables_go_out_as_files(apart: Cast) -> None:
    client = apart.client_of("north")
    posts = file_of(client, "people", export="csv")
    assert "Desk analyst" in posts
    assert ",hundredths" not in file_of(client, "operating-model", export="csv"), "A role is not counted in hundredths."
    groups = file_of(client, "operating-model", export="groups")
    assert "Integration" in groups


@pytest.mark.parametrize(
    ("name", "table"), [("people", "post_transfers"), ("operating-model", "future_roles"), ("people", "experts")]
)
def test_ten_times_the_rows_take_as_many_queries(apart: Cast, tmp_path: Path, name: str, table: str) -> None:
    client = apart.client_of("south")
    with CaptureQueriesContext(connection) as few:
        client.get(address(name))
    ten_times(apart, tmp_path, table)
    with CaptureQueriesContext(connection) as many:
        client.get(address(name))
    assert len(many) == len(few)


def test_every_heading_sorts_and_every_list_goes_out(apart: Cast) -> None:
    viewer, case = apart.viewer("north"), apart.case
    found, estate = people_for(viewer, case, TODAY), estate_for(viewer, case, TODAY, TODAY)
    lists: list[tuple[Register, list[Any]]] = [
        (transfer_register(found), transfer_lines(case, found, found.worked_transfers.rows)),
        (role_register(found), role_lines(case, found, found.worked_model)),
        (held_register(estate), held_lines(case, estate, estate.worked)),
        (tried_register(estate), tried_lines(case, estate, estate.worked_readiness)),
    ]
    for register, lines in lists:
        for key in register.sortable():
            for sort in (key, f"-{key}"):
                _, rows, notices = rows_for(register, lines, {"sort": sort})
                assert (len(rows), notices) == (len(lines), []), (register.nouns, sort)
        assert b"".join(write_csv(register.columns, lines)).count(b"\n") == len(lines) + 1


def test_what_waits_for_an_expert_is_done_at_what_it_can_give(apart: Cast) -> None:
    said = words_of(apart.client_of("south"), "people")
    # By hand: one thing to decide and one to answer, a day each, at half a day a week: four weeks.
    assert "20 December 2026" in said
    lines = file_of(apart.client_of("south"), "people", export="experts").splitlines()
    assert lines[1:] == ["Ledger expert,South Thornton,0.50,1,1,0,2.00,2026-12-20,"]


def test_what_is_left_to_a_hidden_expert_looks_like_what_is_left_to_nobody(apart: Cast) -> None:
    seen = {}
    for who in ("north", "south"):
        found = experts_for(apart.viewer(who), apart.case, TODAY)
        assert found is not None
        seen[who] = next(one for one in found.worked.councils if one.council == "north")
    assert seen["north"].decide == seen["south"].decide
    # The ledger is to be decided for North, and North is to answer what South proposes for it.
    assert seen["south"].left_to_nobody == seen["north"].left_to_nobody + 2
    assert experts_for(apart.viewer("supplier"), apart.case, TODAY) is None
