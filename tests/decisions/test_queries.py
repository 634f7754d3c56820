"""Reading papers: each viewer gets what is theirs, and a draft, its versions and its clearances are decided apart."""

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from severalty.decisions.binding import PASSAGES
from severalty.decisions.models import Clearance, Paper
from severalty.decisions.queries import papers as queries
from severalty.engine.dates import read_date
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Membership
from tests.conftest import NOON, TODAY, Cast
from tests.decisions.conftest import MISSING, Desk

EVERYBODY = ("north", "south", "service", "supplier", "stranger", "finance", "scrutiny", "records", "anonymous")
OWN = ("north", "finance", "scrutiny", "records")
SEEN_BY = {
    Audience.HOLDERS: OWN,
    Audience.PARTNERS: (*OWN, "south", "service"),
    Audience.PARTNERSHIP: (*OWN, "south", "service", "supplier"),
    Audience.PUBLIC: EVERYBODY,
}


def titles(desk: Desk, who: str) -> list[str]:
    return [row.item.name for row in queries.papers_for(desk.cast.viewer(who), desk.cast.case)]


@pytest.mark.parametrize("audience", SEEN_BY)
def test_a_draft_is_read_by_its_audience_and_by_nobody_else(desk: Desk, audience: Audience) -> None:
    paper = desk.save(audience=audience)
    for who in EVERYBODY:
        viewer, expected = desk.cast.viewer(who), who in SEEN_BY[audience]
        assert (titles(desk, who) == ["ICT to be shared"]) is expected, f"{who} and a draft for {audience}"
        if expected:
            assert queries.draft_for(viewer, desk.cast.case, paper.pk).record.key == "cabinet"
        else:
            with pytest.raises(Http404):
                queries.draft_for(viewer, desk.cast.case, paper.pk)


@pytest.mark.parametrize("audience", SEEN_BY)
def test_who_reads_a_frozen_paper_is_decided_apart_from_who_reads_the_draft(desk: Desk, audience: Audience) -> None:
    made = desk.freeze(desk.save(), audience=audience)
    for who in EVERYBODY:
        viewer, case, expected = desk.cast.viewer(who), desk.cast.case, who in SEEN_BY[audience]
        assert bool(titles(desk, who)) is (who in OWN)
        assert (list(queries.frozen_for(viewer, case)) == [made]) is expected, f"{who}, frozen for {audience}"
        assert (queries.versions_of(viewer, case, made.paper_id) == [made]) is expected
        if not expected:
            with pytest.raises(Http404):
                queries.frozen_of(viewer, case, made.pk)


def test_a_paper_that_was_withdrawn_is_gone_with_what_was_asked_of_it(desk: Desk) -> None:
    paper = desk.progress({(SectionKey.PLANS, "south"): "Ready."}, audience=Audience.PUBLIC)
    made = desk.freeze(paper, audience=Audience.PUBLIC, override="South is asked afterwards.")
    desk.ask(paper)
    for item in (paper.item, made.item):
        item.withdrawn = True
        item.save()
    case = desk.cast.case
    assert titles(desk, "north") == []
    assert not queries.frozen_for(desk.cast.viewer("north"), case).exists()
    assert not queries.asked_of(desk.cast.viewer("south"), case).exists()


def test_papers_of_another_case_are_not_there(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PUBLIC)
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    viewer, other = desk.cast.viewer("north"), desk.cast.other_case
    assert not queries.papers_for(viewer, other).exists()
    for read in (lambda: queries.draft_for(viewer, other, paper.pk), lambda: queries.frozen_of(viewer, other, made.pk)):
        with pytest.raises(Http404):
            read()


def test_words_that_another_organisation_hung_on_a_paper_are_no_part_of_it(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    before = desk.draft(paper).token
    PASSAGES.model._default_manager.create(
        case=desk.cast.case, paper=paper, section=SectionKey.SUMMARY, text="South says £9m.",
        recorded_by=desk.cast.south,
    )  # fmt: skip
    for who in ("north", "south"):
        assert [one.text for one in desk.draft(paper, who).passages] == ["The service costs £52k a year."]
    assert desk.draft(paper).token == before, "Another's words make North's form stale."


def test_the_token_moves_with_the_head_and_with_each_passage(desk: Desk) -> None:
    paper = desk.save()
    tokens = [desk.draft(paper).token]
    for words, name in [
        ({(SectionKey.SUMMARY, ""): "Other words."}, "ICT to be shared"),
        ({}, "Another title"),
        ({(SectionKey.LEGAL, ""): "A deed."}, "Another title"),
        ({(SectionKey.LEGAL, ""): ""}, "Another title"),
    ]:
        desk.save(words=words, name=name)
        tokens.append(desk.draft(paper).token)
    assert len(set(tokens)) == 5, tokens


def test_a_paper_can_be_about_what_one_sees_and_about_nothing_else(desk: Desk) -> None:
    cast = desk.cast
    shown = cast.item(cast.north, "future-it", Audience.PARTNERS, table="appraisals")
    hidden = cast.item(cast.north, "secret", table="appraisals")
    contract = cast.item(cast.north, "desk", Audience.PARTNERS)
    south = cast.viewer("south")
    assert queries.subjects_for(south, cast.case) == [(shown.pk, "future-it")]
    assert queries.spelled(south, cast.case, shown.pk) == "future-it"
    assert queries.item_table(south, cast.case, contract.pk) == "contracts"
    for ref in (hidden.pk, MISSING, ""):
        assert queries.spelled(south, cast.case, ref) == ""
        assert queries.item_table(south, cast.case, ref) == ""


def test_a_subject_that_one_may_not_see_is_blank_in_the_record(desk: Desk) -> None:
    cast = desk.cast
    cast.item(cast.north, "secret", table="appraisals")
    paper = desk.save(subject="secret", audience=Audience.PARTNERS)
    assert desk.draft(paper).record.subject == "secret"
    assert desk.draft(paper, "south").record.subject == ""


def test_the_councils_of_a_case_are_its_partners_and_all_councils_where_nobody_is_one(cast: Cast) -> None:
    assert queries.councils_of(cast.case) == [cast.north, cast.south]
    Membership.objects.filter(organisation=cast.south).update(standing="adviser")
    assert queries.councils_of(cast.case) == [cast.north]
    Membership.objects.all().delete()
    assert queries.councils_of(cast.case) == [cast.north, cast.south]


def test_a_council_is_told_only_what_itself_is_asked(desk: Desk) -> None:
    paper = desk.progress({(SectionKey.PLANS, "south"): "Ready."})
    desk.ask(paper)
    for who in EVERYBODY:
        viewer, expected = desk.cast.viewer(who), who == "south"
        assert bool(queries.asked_of(viewer, desk.cast.case).count()) is expected, f"{who} is asked about South."
        if expected:
            assert queries.clearance_for(viewer, desk.cast.case, paper.pk).organisation == desk.cast.south
        else:
            with pytest.raises(Http404):
                queries.clearance_for(viewer, desk.cast.case, paper.pk)


def test_what_is_asked_in_one_case_is_not_asked_in_another(desk: Desk) -> None:
    paper = desk.progress({})
    Clearance.objects.create(paper=paper, organisation=desk.cast.stranger, asked_at=NOON)
    viewer = desk.cast.viewer("stranger")
    assert not queries.asked_of(viewer, desk.cast.case).exists()
    assert not queries.asked_of(viewer, desk.cast.other_case).exists()


def test_the_keeper_lends_its_eyes_and_no_permission(desk: Desk) -> None:
    desk.ask(desk.progress({}))
    keeper = queries.keeper_of(Clearance.objects.get(), TODAY)
    assert keeper.organisation == desk.cast.north
    assert keeper.person is None
    assert not keeper.may("write and freeze papers", desk.cast.case)


def test_the_latest_paper_of_a_kind_is_found_and_any_by_its_key(desk: Desk) -> None:
    for key, day in (("late", "2026-12"), ("early", "2026-01")):
        desk.save(key, {}, meeting_on=read_date(day))
    desk.progress({})
    viewer, case = desk.cast.viewer("north"), desk.cast.case

    def found(kind: PaperKind, key: str = "") -> Paper | None:
        return queries.paper_of_kind(viewer, case, kind.value, key)

    assert found(PaperKind.COMMITTEE).item.key == "late"
    assert found(PaperKind.COMMITTEE, "early").item.key == "early"
    assert found(PaperKind.PROGRESS).item.key == "quarter"
    assert found(PaperKind.PROGRESS, "early") is None


def test_lists_of_frozen_papers_leave_the_bodies_where_they_are(desk: Desk) -> None:
    desk.freeze(desk.save())
    viewer = desk.cast.viewer("north")
    with CaptureQueriesContext(connection) as asked:
        rows = list(queries.frozen_for(viewer, desk.cast.case))
    assert rows[0].item.recorded_by.name == "North Thornton"
    assert len(asked) == 1
    assert '"body"' not in asked[0]["sql"], "A list of frozen papers reads every paper whole."


def test_a_frozen_paper_of_ones_own_is_not_the_draft_of_another(desk: Desk) -> None:
    one, other = desk.freeze(desk.save("one")), desk.freeze(desk.save("other", name="Another"))
    viewer = desk.cast.viewer("north")
    assert queries.versions_of(viewer, desk.cast.case, one.paper_id) == [one]
    assert queries.versions_of(viewer, desk.cast.case, other.paper_id) == [other]
