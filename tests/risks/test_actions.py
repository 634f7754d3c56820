"""What is done to risks: by whom it may be done, what follows of it, and that nobody overwrites another's change."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from severalty.engine.dates import read_date
from severalty.engine.estate.parties import Audience
from severalty.engine.risks.matrices import CellStanding
from severalty.engine.risks.register import Response, RiskState
from severalty.risks import actions
from severalty.risks.models import MatrixCell, Risk, RiskAction, RiskReview
from severalty.risks.queries.drafted import Accepting, CellWish, Closing, DoneAction, Reviewing
from severalty.risks.queries.events import events_for
from severalty.risks.queries.matrices import matrix_for, templates
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.models import AuditEntry, ChangeSet, Item
from tests.conftest import NOON, TODAY, Cast
from tests.risks.conftest import FILES, address, bring_in, ref_of, words_of


def reviewing(key: str = "late", version: int | None = None, **values: Any) -> Reviewing:
    """A review of a risk as it stands."""
    item = Item.objects.get(table="risks", key=key)
    given = {"likelihood": 1, "impact": 2, "target_likelihood": 1, "target_impact": 1, "note": "Both have agreed"}
    return Reviewing(item.pk, item.version if version is None else version, **(given | values))


def review(cast: Cast, who: str = "north", **values: Any) -> None:
    """Review the late committee."""
    actions.review(by=cast.viewer(who), at=NOON, on=TODAY, case=cast.case, reviewing=reviewing(**values))


def test_a_review_of_one_s_own_risk_moves_its_scores_and_stays_in_the_history(registered: Cast) -> None:
    review(registered, next_review=read_date("2027-02-01"))
    row = Risk.objects.get(item__key="late")
    assert (row.current_likelihood, row.current_impact, str(row.review_on)) == (1, 2, "1 February 2027")
    kept = RiskReview.objects.get(risk=row, reviewed_on=str(TODAY) + " " + str(TODAY))
    assert (kept.likelihood, kept.note, kept.recorded_by.key) == (1, "Both have agreed", "north")
    bodies = [entry.body for entry in AuditEntry.objects.order_by("-number")[:2]]
    assert all("reviewed: Both have agreed" in body for body in bodies)
    review(registered, likelihood=2, note="Looked again")
    assert RiskReview.objects.filter(risk=row, reviewed_on=kept.reviewed_on).count() == 1, "one review on one day"


def test_whoever_sees_another_s_risk_says_how_it_sees_it_and_changes_nothing(registered: Cast) -> None:
    review(registered, "south", likelihood=3)
    row = Risk.objects.get(item__key="late")
    assert (row.current_likelihood, row.item.version) == (2, 1)
    assert "South Thornton scored it otherwise on 22 November 2026." in words_of(
        registered.client_of("north"), "risk", row.pk
    )


@pytest.mark.parametrize(
    ("who", "values", "fault"),
    [
        ("north", {"note": " "}, Refused),
        ("north", {"version": 7}, Stale),
        ("supplier", {}, Refused),
        ("scrutiny", {}, Refused),
        ("south", {"key": "quiet"}, Refused),
        ("anonymous", {}, Refused),
    ],
)
def test_a_review_that_may_not_be_is_refused_and_writes_nothing(
    registered: Cast, who: str, values: dict[str, Any], fault: type[Exception]
) -> None:
    before = (RiskReview.objects.count(), AuditEntry.objects.count())
    with pytest.raises(fault):
        review(registered, who, **values)
    assert (RiskReview.objects.count(), AuditEntry.objects.count()) == before


def test_a_risk_is_accepted_and_closed_by_its_keeper_alone(registered: Cast) -> None:
    item = Item.objects.get(table="risks", key="late")
    accepting = Accepting(item.pk, item.version, "Board of North", "Cheap to bear", None, Response.TOLERATE)
    for who in ("south", "service"):
        with pytest.raises(Refused):
            actions.accept(by=registered.viewer(who), at=NOON, on=TODAY, case=registered.case, accepting=accepting)
    actions.accept(by=registered.viewer("finance"), at=NOON, on=TODAY, case=registered.case, accepting=accepting)
    row = Risk.objects.get(pk=item.pk)
    assert (row.response, row.accepted_by, str(row.accepted_on)) == ("tolerate", "Board of North", "22 November 2026")
    with pytest.raises(Stale):
        actions.close(by=registered.viewer("north"), at=NOON, on=TODAY, case=registered.case,
                      closing=Closing(item.pk, item.version, "Over"))  # fmt: skip
    item.refresh_from_db()
    actions.close(by=registered.viewer("north"), at=NOON, on=TODAY, case=registered.case,
                  closing=Closing(item.pk, item.version, "Over"))  # fmt: skip
    assert Risk.objects.get(pk=item.pk).state == RiskState.CLOSED


def test_what_is_to_come_lies_ahead(registered: Cast) -> None:
    item = Item.objects.get(table="risks", key="late")

    def accept(until: str) -> None:
        accepting = Accepting(item.pk, item.version, "Board", "Cheap", read_date(until), Response.TOLERATE)
        actions.accept(by=registered.viewer("north"), at=NOON, on=TODAY, case=registered.case, accepting=accepting)

    with pytest.raises(Refused, match="20 November 2026 has gone by; the next review"):
        review(registered, next_review=read_date("2026-11-20"))
    with pytest.raises(Refused, match="October 2026 has gone by; the end of an acceptance"):
        accept("2026-10")
    accept("2026-11")
    review(registered, next_review=read_date("2026-11-22"))


def test_an_effect_asks_in_plain_words(registered: Cast) -> None:
    client = registered.client_of("north")
    page = reverse("estate:new", args=[registered.case.key, "risk_effects"])
    assert "Add an effect of a risk" in client.get(page).content.decode()
    wrong = client.post(page, {"key": "e", "name": "E"}).content.decode()
    assert "Fill in “On”" in wrong
    assert "Enter the risk" in wrong


def test_an_action_is_done_on_a_day_that_has_come(registered: Cast) -> None:
    item = Item.objects.get(table="risk_actions", key="reserve")

    def finish(who: str, on: str) -> None:
        done = DoneAction(item.pk, item.version, read_date(on), "Minute 4")
        actions.finish_action(by=registered.viewer(who), at=NOON, on=TODAY, case=registered.case, done=done)

    with pytest.raises(Refused, match="still to come"):
        finish("north", "2026-11-23")
    with pytest.raises(Refused):
        finish("south", "2026-11-20")
    finish("north", "2026-11-20")
    assert RiskAction.objects.get(pk=item.pk).proof == "Minute 4"


def cells(cast: Cast, wishes: dict[tuple[int, int], CellWish], who: str = "service", seen: str = "") -> int:
    """Set cells of the matrix."""
    ref = ref_of("risk_matrices", "grid")
    seen = seen or matrix_for(cast.viewer("service"), cast.case, ref).print
    return actions.set_cells(by=cast.viewer(who), at=NOON, case=cast.case, ref=ref, wishes=wishes, seen=seen)


def own_cell(at: tuple[int, int]) -> MatrixCell:
    """A cell as the matrix's keeper has it."""
    return MatrixCell.objects.get(matrix__item__key="grid", likelihood=at[0], impact=at[1], recorded_by__key="service")


def test_what_a_source_states_is_changed_only_for_a_reason(registered: Cast) -> None:
    with pytest.raises(Refused, match="stated by the source"):
        cells(registered, {(2, 2): CellWish(3), (3, 2): CellWish(3)})
    assert not MatrixCell.objects.filter(likelihood=3, impact=2, recorded_by__key="service").exists(), "all or nothing"
    assert cells(registered, {(2, 2): CellWish(3, "Policy of 2026"), (3, 2): CellWish(3)}) == 2
    assert (own_cell((2, 2)).standing, own_cell((2, 2)).reason) == ("confirmed by the council", "Policy of 2026")
    assert own_cell((3, 2)).standing == CellStanding.CONFIRMED


def test_only_the_keeper_of_a_matrix_changes_it_and_nobody_overwrites_another(registered: Cast) -> None:
    seen = matrix_for(registered.viewer("service"), registered.case, ref_of("risk_matrices", "grid")).print
    with pytest.raises(Refused):
        cells(registered, {(3, 2): CellWish(3)}, "north")
    cells(registered, {(3, 2): CellWish(3)}, seen=seen)
    with pytest.raises(Stale):
        cells(registered, {(3, 2): CellWish(2)}, seen=seen)
    with pytest.raises(Refused, match="not one of this matrix"):
        cells(registered, {(4, 2): CellWish(3)})


def test_open_cells_are_filled_as_ours_until_the_council_confirms(registered: Cast) -> None:
    ref, service = ref_of("risk_matrices", "grid"), registered.viewer("service")
    given: dict[str, Any] = {"by": service, "at": NOON, "case": registered.case, "ref": ref}
    assert actions.propose_cells(**given, floors=(3, 6), seen=matrix_for(service, registered.case, ref).print) == 1
    assert (own_cell((3, 2)).band, own_cell((3, 2)).standing) == (3, CellStanding.OURS)
    assert own_cell((2, 2)).standing == CellStanding.STATED, "what is known stays"
    actions.confirm_cells(**given, seen=matrix_for(service, registered.case, ref).print)
    assert own_cell((3, 2)).standing == CellStanding.CONFIRMED


def test_cells_keep_their_band_by_its_word(registered: Cast) -> None:
    ref, service = ref_of("risk_matrices", "grid"), registered.viewer("service")

    def name(*words: str) -> None:
        seen = matrix_for(service, registered.case, ref).print
        actions.set_bands(by=service, at=NOON, case=registered.case, ref=ref, words=words, seen=seen)

    with pytest.raises(Refused, match="Medium: cells have this band"):
        name("Low", "High")
    name("Very low", "Low", "Medium")
    found = matrix_for(service, registered.case, ref).grid
    assert found.bands == ("Very low", "Low", "Medium")
    assert [found.word(found.cell(*at).band) for at in ((1, 1), (2, 2), (3, 2))] == ["Low", "Medium", ""]
    name("Medium", "Low")
    found = matrix_for(service, registered.case, ref).grid
    assert [found.word(found.cell(*at).band) for at in ((1, 1), (2, 2))] == ["Low", "Medium"]


@pytest.mark.parametrize("template", templates(), ids=lambda one: one.key)
def test_a_template_is_copied_as_one_change_set(registered: Cast, template: Any) -> None:
    given: dict[str, Any] = {"at": NOON, "case": registered.case, "template": template, "audience": Audience.HOLDERS}
    with pytest.raises(Refused):
        actions.take_template(by=registered.viewer("supplier"), **given)
    refs = [actions.take_template(by=registered.viewer("north"), **given) for _ in range(2)]
    assert refs[0] != refs[1], "a second copy has a key of its own"
    held = matrix_for(registered.viewer("north"), registered.case, refs[0])
    assert held.grid.bands == tuple(word for word, _ in template.bands)
    assert len(held.cells) == len(template.cells)
    assert not held.check.findings
    made = ChangeSet.objects.filter(why=f"copied from {template.name}")
    rows = {"risk_matrices": 1, "matrix_bands": len(template.bands), "matrix_cells": len(template.cells)}
    assert [one.summary["rows"] for one in made] == [rows, rows]


def test_the_forms_write_and_say_what_is_wrong(registered: Cast) -> None:
    client, ref = registered.client_of("north"), ref_of("risks", "late")
    page = address("review", ref)
    assert client.get(page).status_code == 200
    assert client.post(page, {"version": 1}).status_code == 422
    sent = {"version": 1, "likelihood": 3, "impact": 2, "target_likelihood": 1, "target_impact": 1, "note": "Worse"}
    assert client.post(page, sent).status_code == 302
    again = client.post(page, sent)
    assert again.status_code == 422, "somebody else changed it meanwhile"
    assert "Somebody else changed this risk" in again.content.decode()
    assert 'name="version" value="2"' in again.content.decode(), "sending again is meant"
    for name in ("accept", "close"):
        assert client.get(address(name, ref)).status_code == 200
        assert registered.client_of("south").get(address(name, ref)).status_code == 404
        assert registered.client_of("supplier").get(address(name, ref)).status_code in (403, 404)
    assert client.get(address("done", ref_of("risk_actions", "reserve"))).status_code == 200


@pytest.mark.parametrize(("likelihood", "scale"), [(4, "from 1 (Rare) to 3 (Certain)"), (0, "from 1"), (3, "")])
def test_a_new_score_lies_on_the_matrix(registered: Cast, tmp_path: Path, likelihood: int, scale: str) -> None:
    rows = {"risks": scored(likelihood)}
    if not scale:
        bring_in(registered, tmp_path, rows)
        assert Risk.objects.get(item__key="late").current_likelihood == likelihood
        return
    with pytest.raises(Refused, match=re.escape(f"a place on the matrix, {scale}")):
        bring_in(registered, tmp_path, rows)
    assert Risk.objects.get(item__key="late").current_likelihood == 2


def test_a_score_off_the_matrix_is_told_by_the_name_of_its_box(registered: Cast) -> None:
    page = reverse("estate:new", args=[registered.case.key, "risks"])
    sent = {"key": "high", "name": "High", "matrix": "grid@service", "current_likelihood": "9", "current_impact": "8",
            "audience": "holders", "why": "Seen", "proximity": "unknown", "response": "unknown",
            "discriminates": "unknown", "state": "open", "evidence": "unknown"}  # fmt: skip
    wrong = registered.client_of("north").post(page, sent).content.decode()
    for label in ("Current likelihood", "Current impact"):
        assert f"{label}: expected a place on the matrix" in wrong


def test_a_risk_off_its_matrix_is_still_edited_elsewhere(registered: Cast, tmp_path: Path) -> None:
    Risk.objects.filter(item__key="late").update(current_likelihood=4)
    bring_in(registered, tmp_path, {"risks": scored(4).replace("Head of ICT", "Clerk")})
    assert Risk.objects.get(item__key="late").owner == "Clerk"


@pytest.mark.parametrize(("before", "after", "expected"), [
    ("40,15,1000.00", "140,15,1000.00", "0 to 100 per cent"),
    ("40,15,1000.00", "-1,15,1000.00", "per cent"),
    ("days_likely,pounds_likely", "days_likely,days_high", ""),
    ("days_likely,pounds_likely", "days_high,days_likely", "no less than days, likely"),
    ("days_likely,pounds_likely", "pounds_likely,pounds_low", "no less than pounds, low"),
])  # fmt: skip
def test_an_effect_has_a_chance_and_its_points_in_order(
    registered: Cast, tmp_path: Path, before: str, after: str, expected: str
) -> None:
    head, first, *_ = FILES["risk_effects"].replace(before, after, 1).splitlines()
    files = {"risk_effects": f"{head}\n{first.replace('before,Before', 'new,New').replace('1000.00', '1000')}\n"}
    if not expected:
        bring_in(registered, tmp_path, files)
        return
    with pytest.raises(Refused, match=expected):
        bring_in(registered, tmp_path, files)


def scored(likelihood: int) -> str:
    """The file of risks with another likelihood for the first."""
    return FILES["risks"].replace("grid,3,1,2,2,", f"grid,3,1,{likelihood},2,", 1)


def test_a_matrix_is_edited_on_its_page(registered: Cast) -> None:
    client, ref = registered.client_of("service"), ref_of("risk_matrices", "grid")
    seen = matrix_for(registered.viewer("service"), registered.case, ref).print
    sent = {
        f"cell-{one}-{other}": own_cell((one, other)).band for one, other in ((1, 1), (1, 2), (2, 1), (2, 2), (3, 1))
    }
    response = client.post(address("matrix-cells", ref), sent | {"cell-1-1": 2, "cell-3-2": 3, "seen": seen})
    assert response.status_code == 422
    assert "give the reason" in response.content.decode()
    assert client.post(address("matrix-cells", ref), sent | {"cell-3-2": 3, "seen": seen}).status_code == 302
    assert own_cell((3, 2)).band == 3
    assert registered.client_of("north").post(address("matrix-cells", ref), sent | {"seen": seen}).status_code == 422


def test_a_simulation_draws_what_the_viewer_sees_and_nothing_else(registered: Cast) -> None:
    wan, late = ref_of("contracts", "wan"), ref_of("risks", "late")
    north = events_for(registered.viewer("north"), registered.case, TODAY)
    service = events_for(registered.viewer("service"), registered.case, TODAY)
    assert [(one.key, one.on, one.now.probability) for one in service.events] == [(late, (wan,), 0.4)]
    assert service.events[0].then is not None
    assert service.events[0].then.probability == 0.1
    assert service.events[0].now.slots is not None
    assert service.events[0].now.slots.likely == 15
    assert len(north.events) == 2, "with its own effect on its hidden contract"
    known = events_for(registered.viewer("north"), registered.case, TODAY, among=[wan])
    assert {one.on for one in known.events} == {(wan,), ()}, "what the plan does not know costs money only"
