"""Freezing a common core, and what councils resolve on it, on record."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from severalty.decisions.actions import cores as actions
from severalty.decisions.actions.meetings import Held, Said, record_meeting
from severalty.decisions.binding import CORE_VERSIONS, MATTERS, MEETINGS, RESOLUTIONS
from severalty.decisions.models import Body, CoreExempt, CoreVersion, Resolution
from severalty.decisions.queries.core_trail import corrections
from severalty.decisions.queries.making import bases_of, fingerprint
from severalty.engine.dates import day
from severalty.engine.decisions.approval_facts import PartnerState, Whole
from severalty.engine.decisions.core_content import belongs
from severalty.engine.decisions.meetings import Matter, Meeting
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.estate.parties import Audience
from severalty.estate.actions import save_record
from severalty.formats.core_json import read_core
from severalty.tenancy.actions import Refused, Stale, withdraw_items, write_drafts
from severalty.tenancy.binding import Binding
from severalty.tenancy.drafts import Drafting
from tests.conftest import NOON, TODAY, Cast
from tests.decisions.approving import SECRET, Chamber, make_chamber

AFTER = date(2026, 12, 1)


@pytest.fixture
def chamber(cast: Cast) -> Chamber:
    return make_chamber(cast)


def test_both_approve_one_version_and_it_is_in_force_once_call_in_has_run(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    chamber.resolve("south")
    assert chamber.look().position.state is Whole.NOT_YET
    for who in ("north", "south", "service"):
        found = chamber.look(who, AFTER).position
        assert (found.state, found.since) == (Whole.IN_FORCE, date(2026, 11, 28))


def test_the_same_words_are_the_same_version(chamber: Chamber) -> None:
    first = chamber.freeze()
    assert chamber.freeze("Frozen twice.").pk == first.pk
    chamber.edit(costing="North pays £54,000.\nSouth pays £48,000.")
    second = chamber.freeze("The price moved.")
    assert (second.number, second.supersedes) == (2, first.digest)
    assert CoreVersion.objects.count() == 2


def test_an_amendment_by_the_partner_voids_the_approval_of_the_keeper(chamber: Chamber) -> None:
    first = chamber.freeze()
    chamber.resolve("north")
    second = chamber.amend("south", costing="North pays £54,000.\nSouth pays £46,000.")
    chamber.resolve("south", outcome=Outcome.AMENDED)
    found = chamber.look(on=AFTER).position
    assert {one.partner: one.state for one in found.partners} == {
        "north": PartnerState.VOID, "south": PartnerState.EFFECTIVE,
    }  # fmt: skip
    assert found.current == second.digest
    assert "version 1, which is void: costing changed" in found.sentence
    chamber.resolve("north")
    assert chamber.look(on=AFTER).position.digest == second.digest
    assert chamber.look().version(first.digest) is not None


def test_taking_a_version_off_the_record_brings_no_void_approval_back(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    chamber.resolve("south")
    second = chamber.amend("south", terms="Notice of 3 months.")
    second.item.withdrawn = True
    second.item.save()
    assert chamber.look(on=AFTER).position.state is Whole.NOT_YET


def test_an_amendment_that_changes_nothing_in_common_makes_no_version(chamber: Chamber) -> None:
    first = chamber.freeze()
    assert chamber.amend("south").pk == first.pk


@pytest.mark.parametrize(
    ("who", "more", "words"),
    [
        ("north", {"body": "south-cabinet@south"}, "your own council"),
        ("service", {"body": "north-cabinet@north"}, "your own council"),
        ("north", {"digest": "f" * 64}, "no frozen version"),
        ("north", {"decided_on": TODAY + timedelta(days=1)}, "not before"),
        ("north", {"decided_on": TODAY - timedelta(days=1)}, "on something else"),
        ("north", {"published_on": TODAY - timedelta(days=1)}, "published before"),
    ],
)
def test_a_council_records_its_own_decisions_on_versions_that_there_are(
    chamber: Chamber, who: str, more: dict[str, Any], words: str
) -> None:
    chamber.freeze()
    with pytest.raises(Refused, match=words):
        chamber.resolve(who, **more)
    assert not Resolution.objects.exists()


def test_an_informal_body_cannot_be_one_that_decides(chamber: Chamber) -> None:
    Body.objects.filter(item__key="south-cabinet").update(kind="board or team")
    with pytest.raises(Refused, match="binds nobody"):
        chamber.freeze()


def test_one_partner_alone_has_nothing_in_common(chamber: Chamber) -> None:
    chamber.core.bodies.filter(organisation__key="south").delete()
    with pytest.raises(Refused, match="at least two partners"):
        chamber.freeze()


def test_no_version_can_leave_a_partner_out(chamber: Chamber) -> None:
    chamber.freeze()
    newest = chamber.look().newest
    assert newest is not None
    only = tuple(one for one in newest.content.deciders if one.partner == "north")
    friend = only[0].__class__("service", "Service", "x@service", "X", True)
    chamber.amend("north", deciders=(*only, friend), terms="North decides alone.")
    found = chamber.look(on=AFTER).position
    assert {one.partner for one in found.partners} == {"north", "service", "south"}


def test_what_was_edited_in_between_is_looked_at_again(chamber: Chamber) -> None:
    held = chamber.freezing()
    chamber.edit(terms="Notice of 12 months.")
    with pytest.raises(Stale, match="changed by somebody else"):
        actions.freeze_core(by=chamber.cast.viewer("north"), at=NOON, why="x", case=chamber.cast.case, freezing=held)


def test_who_resolves_while_another_version_is_frozen_is_told(chamber: Chamber) -> None:
    chamber.freeze()
    held = chamber.resolving("north")
    chamber.amend("south", terms="Notice of 3 months.")
    with pytest.raises(Stale, match="Another version was frozen"):
        actions.resolve_core(by=chamber.cast.viewer("north"), at=NOON, why="x", case=chamber.cast.case, resolving=held)


def test_a_resolution_recorded_twice_is_one_entry(chamber: Chamber) -> None:
    chamber.freeze()
    assert chamber.resolve("north") == chamber.resolve("north")


def test_a_call_in_is_recorded_once_and_settled_once(chamber: Chamber) -> None:
    chamber.freeze()
    ref = chamber.resolve("north")
    chamber.resolve("south")
    by = {"by": chamber.cast.viewer("north"), "at": NOON, "why": "x", "case": chamber.cast.case, "ref": ref}
    for _ in range(2):
        actions.call_in_resolution(**by, on=TODAY)
    assert chamber.look(on=AFTER).position.state is Whole.NOT_YET
    with pytest.raises(Refused, match="called in once"):
        actions.call_in_resolution(**by, on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="its own decisions"):
        actions.settle_call_in(**(by | {"by": chamber.cast.viewer("south")}), outcome=CallIn.RELEASED, on=TODAY)
    for _ in range(2):
        actions.settle_call_in(**by, outcome=CallIn.RELEASED, on=date(2026, 11, 30))
    assert chamber.look(on=AFTER).position.since == date(2026, 11, 30)


def test_a_partner_leaves_by_its_own_word(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    by = {"at": NOON, "why": "x", "case": chamber.cast.case, "ref": chamber.core.pk, "on": TODAY}
    assert [actions.leave_core(by=chamber.cast.viewer("south"), **by) for _ in range(2)] == [1, 0]
    found = chamber.look(on=AFTER).position
    assert (found.state, found.partners[1].state) == (Whole.NOT_YET, PartnerState.LEFT)
    assert "fewer than two partners are left" in found.sentence
    with pytest.raises(Refused, match="does not decide"):
        actions.leave_core(by=chamber.cast.viewer("service"), **by)


def test_nobody_says_that_another_has_left_or_shortens_its_call_in(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    chamber.core.bodies.filter(organisation__key="south").update(left_on=day(TODAY))
    found = chamber.look(on=AFTER).position
    assert (found.state, found.partners[1].state) == (Whole.NOT_YET, PartnerState.TO_COME)
    assert "has not said so" in found.notes[0]


def test_a_word_of_another_council_about_a_cabinet_does_not_count(chamber: Chamber) -> None:
    chamber.freeze()
    chamber.resolve("north")
    ref = chamber.resolve("south")
    row = Resolution.objects.get(pk=ref)
    row.item.recorded_by = chamber.cast.north
    row.item.save()
    assert chamber.look(on=AFTER).position.state is Whole.NOT_YET


def test_exempt_terms_enter_as_a_salted_digest(cast: Cast) -> None:
    chamber = make_chamber(cast, exempt_terms=SECRET, exempt_under="3", public_interest="The councils buy still.")
    version = chamber.freeze()
    held = CoreExempt.objects.get()
    assert "412" not in version.body
    assert belongs(read_core(version.body), SECRET, held.salt)
    assert chamber.freeze("Again.").pk == version.pk
    chamber.edit(terms="Notice of 9 months.")
    second = chamber.freeze("Members asked.")
    assert chamber.look().approvals.versions[1].changed == ("terms",)
    chamber.edit(exempt_terms=f"{SECRET} And more.")
    assert chamber.freeze("The price moved.").number == second.number + 1


@pytest.mark.parametrize("model", [CoreVersion, CoreExempt])
def test_the_database_keeps_what_was_frozen(cast: Cast, model: Any) -> None:
    make_chamber(cast, exempt_terms=SECRET).freeze()
    row = model.objects.get()
    for change in (
        lambda: model.objects.all()._raw_delete("default"),
        lambda: model.objects.update(**{_text_of(model): "other"}),
    ):
        with pytest.raises(DatabaseError, match="stays as it is"), transaction.atomic():
            change()
    model.objects.update(**{_text_of(model): getattr(row, _text_of(model))})


def _text_of(model: Any) -> str:
    return "body" if model is CoreVersion else "text"


def test_who_froze_a_version_says_who_may_see_it(chamber: Chamber) -> None:
    version = chamber.freeze()
    by = {"at": NOON, "why": "Published", "case": chamber.cast.case, "ref": version.pk, "audience": Audience.PUBLIC}
    with pytest.raises(Refused, match="Only the organisation"):
        actions.share_version(by=chamber.cast.viewer("south"), **by)
    actions.share_version(by=chamber.cast.viewer("north"), **by)
    version.item.refresh_from_db()
    assert version.item.audience == Audience.PUBLIC


def test_nothing_that_the_partners_go_by_is_kept_from_them(chamber: Chamber) -> None:
    with pytest.raises(Refused, match="must be able to see it"):
        chamber.freeze(audience=Audience.HOLDERS)
    chamber.freeze()
    with pytest.raises(Refused, match="must be able to see it"):
        chamber.resolve("north", outcome=Outcome.WITHDRAWN, audience=Audience.HOLDERS)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"audience": Audience.HOLDERS}, "must be partners, partnership or public"),
        ({"core_digest": "f" * 64}, "as it was recorded"),
        ({"core": "", "core_digest": ""}, "as it was recorded"),
    ],
)
def test_no_form_and_no_file_hides_a_decision_from_the_partners_or_puts_it_on_another_version(
    chamber: Chamber, changes: dict[str, Any], words: str
) -> None:
    chamber.freeze()
    chamber.resolve("north")
    with pytest.raises(Refused, match=words):
        rewrite(chamber, RESOLUTIONS, **changes)
    with pytest.raises(Refused, match="must be partners, partnership or public"):
        rewrite(chamber, CORE_VERSIONS, audience=Audience.HOLDERS)


def test_the_page_of_a_core_tells_what_became_of_a_decision_after_it_was_recorded(chamber: Chamber) -> None:
    chamber.freeze()
    ref, case = chamber.resolve("north"), chamber.cast.case
    rewrite(chamber, RESOLUTIONS, outcome=Outcome.REFUSED)
    withdraw_items(by=chamber.cast.viewer("north"), at=NOON, why="Wrong", case=case, refs=[ref])
    for who, count in (("north", 2), ("south", 2), ("service", 2), ("anonymous", 0)):
        assert len(corrections(chamber.cast.viewer(who), case, chamber.core)) == count
    told = chamber.cast.client_of("south").get(reverse("decisions:core", args=[case.key, chamber.core.pk])).content
    for words in ("the outcome was “approved”, and is “refused”", "was taken off the record on 22 November 2026"):
        assert words in told.decode()


def test_a_meeting_is_recorded_on_the_version_that_its_form_showed(chamber: Chamber) -> None:
    first, cast, viewer = chamber.freeze(), chamber.cast, chamber.cast.viewer("north")
    shared = {"body": "north-cabinet", "audience": Audience.PUBLIC}
    put = partial(save_record, by=viewer, at=NOON, why="Agenda", case=cast.case)
    meeting, _ = put(binding=MEETINGS, record=Meeting(key="now", name="Today", meets_on=day(TODAY), **shared))
    record = Matter(key="core", name="The core", meeting="now", core="common", **shared)
    matter, _ = put(binding=MATTERS, record=record)
    seen = fingerprint(viewer, cast.case, meeting)
    held = Held(meeting, seen, said=[Said(matter, Outcome.APPROVED)])
    form = partial(record_meeting, by=viewer, at=NOON, on=TODAY, case=cast.case)
    assert first.digest[:12] in bases_of(viewer, cast.case, meeting)[matter].words
    second = chamber.amend("south", terms="Notice of 3 months.")
    with pytest.raises(Stale):
        form(record=held)
    assert not Resolution.objects.exists()
    form(record=replace(held, seen=fingerprint(viewer, cast.case, meeting)))
    assert Resolution.objects.get().core_digest == second.digest


def rewrite(chamber: Chamber, binding: Binding, **changes: Any) -> None:
    """What a form of the register does for North with the only row of a table."""
    viewer, case = chamber.cast.viewer("north"), chamber.cast.case
    drafting = Drafting(viewer, case)
    ((_, record),) = drafting.existing(binding).values()
    drafts = drafting.claim(binding, [(0, replace(record, **changes))])
    drafting.settle()
    write_drafts(by=viewer, at=NOON, why="Corrected", case=case, drafts=drafts)
