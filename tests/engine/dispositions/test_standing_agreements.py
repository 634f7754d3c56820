"""An agreement is in force when all have signed, a variation not a day before the last of them has."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import read_date
from severalty.engine.dispositions.agreements import Agreement, AgreementParty, Variation, VariationSignature
from severalty.engine.dispositions.standing_agreements import (
    AgreementQuestion,
    AgreementStanding,
    InForce,
    standing_of_agreement,
    wording_of,
)

PARTIES = ("north", "south", "west")
ICT = Agreement(
    key="ict", name="ICT", starts=read_date("2014-04-01"), ends=read_date("2027-12-31"), withdrawal_notice="12 months"
)
SIGNED = tuple(
    AgreementParty(agreement="ict", organisation=name, signed_on=read_date("2014-03-20")) for name in PARTIES
)
DESK = Variation(key="v", name="The desk leaves", agreement="ict", effective_on=read_date("2026-10-01"))


def asked(*signed: tuple[str, str], on: date = date(2026, 11, 22), **values: object) -> AgreementStanding:
    signatures = tuple(
        VariationSignature(variation="v", organisation=name, signed_on=read_date(day)) for name, day in signed
    )
    known = {"agreement": ICT, "parties": SIGNED, "on": on, "variations": (DESK,), "signatures": signatures}
    return standing_of_agreement(AgreementQuestion(**(known | values)))  # type: ignore[arg-type]


@given(st.sets(st.sampled_from(PARTIES)))
def test_a_variation_is_in_force_only_when_every_party_has_signed(signed: set[str]) -> None:
    one = asked(*((name, "2026-09-01") for name in signed)).variations[0]
    assert (one.state is InForce.IN_FORCE) == (signed == set(PARTIES))
    assert set(one.unsigned) == set(PARTIES) - signed


def test_a_variation_counts_from_the_last_signature_and_not_from_before_it() -> None:
    days = [("north", "2026-09-01"), ("south", "2026-11-12"), ("west", "2026-09-30")]
    one = asked(*days).variations[0]
    assert str(one.from_on) == "12 November 2026"
    assert "last party signed on 12 November 2026" in one.reasons[0]
    assert asked(*days, on=date(2026, 11, 11)).variations[0].unsigned == ("south",)


def test_a_variation_signed_by_all_waits_for_its_day() -> None:
    all_of_them = [(name, "2026-09-01") for name in PARTIES]
    one = asked(*all_of_them, on=date(2026, 9, 30)).variations[0]
    assert (one.state, str(one.from_on)) == (InForce.NOT_YET, "1 October 2026")


def test_who_is_no_party_signs_in_vain_and_who_has_left_is_not_waited_for() -> None:
    gone = (*SIGNED[:2], replace(SIGNED[2], withdrew_on=read_date("2026-03-31")))
    found = asked(("north", "2026-09-01"), ("south", "2026-09-01"), ("east", "2026-09-01"), parties=gone)
    assert found.withdrawn == ("west",)
    assert found.variations[0].state is InForce.IN_FORCE
    assert found.variations[0].strangers == ("east",)
    assert asked(parties=(), on=date(2026, 11, 22)).variations[0].state is InForce.UNKNOWN


def test_the_last_day_to_give_notice_is_its_length_before_one_leaves() -> None:
    found = asked()
    assert (str(found.withdraw_by), found.too_late) == ("31 December 2026", False)
    assert str(found.earliest_out) == "22 November 2027"
    short = replace(ICT, withdrawal_notice="20 working days")
    closed = frozenset({date(2027, 12, 27), date(2027, 12, 28)})
    assert str(asked(agreement=short, closed=closed).withdraw_by) == "1 December 2027"
    assert asked(on=date(2027, 1, 1)).too_late
    assert str(asked(leave_on=read_date("2027-06")).withdraw_by) == "June 2026"


def test_notice_that_nobody_knows_gives_no_day() -> None:
    found = asked(agreement=replace(ICT, withdrawal_notice=""))
    assert found.withdraw_by is None
    assert "not known" in found.faults[0]


def test_an_agreement_waits_for_whoever_has_not_signed_and_ends_with_its_last_day() -> None:
    waiting = asked(parties=(*SIGNED[:2], replace(SIGNED[2], signed_on=None)))
    assert (waiting.state, waiting.unsigned) == (InForce.WAITING, ("west",))
    assert asked().state is InForce.IN_FORCE
    assert asked(on=date(2027, 12, 31)).state is InForce.IN_FORCE
    assert asked(on=date(2028, 1, 1)).state is InForce.ENDED


def test_signatures_under_another_wording_do_not_count_and_it_is_said_whose() -> None:
    now = wording_of(DESK)
    assert now != wording_of(replace(DESK, changes="Everything leaves"))
    given = [VariationSignature(variation="v", organisation=name, signed_on=read_date("2026-09-01"), wording=wording)
             for name, wording in (("north", now), ("south", "0" * 12), ("west", ""))]  # fmt: skip
    one = asked(signatures=tuple(given)).variations[0]
    assert (one.state, one.unsigned, one.others, one.unworded) == (
        InForce.WAITING, ("south", "west"), ("south",), ("west",)
    )  # fmt: skip
    paper = asked(signatures=tuple(replace(each, wording="") for each in given)).variations[0]
    assert (paper.state, paper.unworded, paper.same_wording) == (InForce.IN_FORCE, PARTIES, False)
    same = asked(signatures=tuple(replace(each, wording=now) for each in given)).variations[0]
    assert (same.state, same.same_wording) == (InForce.IN_FORCE, True)
    old = asked(signatures=tuple(replace(each, wording="0" * 12) for each in given)).variations[0]
    assert old.state is InForce.WAITING, "all signed the same, and it reads otherwise today"


def test_a_stranger_who_names_a_wording_does_not_undo_signatures_on_paper() -> None:
    """Whoever saw a variation could put a line under it, and nothing that its parties had signed counted any more."""
    paper = [
        VariationSignature(variation="v", organisation=name, signed_on=read_date("2026-09-01")) for name in PARTIES
    ]
    stranger = replace(paper[0], organisation="east", wording="0" * 12)
    assert asked(signatures=(*paper, stranger)).variations[0].state is InForce.IN_FORCE
