"""The estate on a date: what is done counts, what is planned is marked, and what is not known is not a yes."""

from dataclasses import replace
from datetime import date
from typing import Any

from severalty.engine.dates import read_date
from severalty.engine.dispositions.agreements import Bridge
from severalty.engine.dispositions.answers import fingerprint
from severalty.engine.dispositions.dispositions import Answer, Consent, Disposition, DispositionAnswer, Route
from severalty.engine.dispositions.on_a_date import DateQuestion, EstateOn, Held, HeldOn, Subject, Thing, estate_on
from severalty.engine.dispositions.readiness import (
    DAY_ONE,
    Facet,
    Readiness,
    ReadinessQuestion,
    ServiceThings,
    SovereigntyTest,
    Verdict,
    readiness,
)
from severalty.engine.estate.holdings import Holding
from severalty.engine.estate.items import Recovery
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known

TODAY, LATER = date(2026, 11, 22), date(2027, 12, 31)
COUNCILS = ("north", "south")
DIRECTORY = Thing(key="directory", subject=Subject.IDENTITY, shared=Known.YES)
CLONE = Disposition(
    key="d", thing="directory", council="north", route=Route.CLONE, by_when=read_date("2027-09-30"), recorded_by="north"
)
AGREED = DispositionAnswer(
    disposition="d", organisation="south", answer=Answer.ACCEPTED, of_version=fingerprint(CLONE), recorded_by="south"
)


def on(day: date = LATER, **values: object) -> EstateOn:
    known = {"on": day, "today": TODAY, "councils": COUNCILS, "things": (DIRECTORY,)}
    return estate_on(DateQuestion(**(known | values)))  # type: ignore[arg-type]


def north(day: date = LATER, **values: object) -> HeldOn:
    return next(row for row in on(day, **values).rows if row.council == "north")


def test_what_nobody_has_decided_is_shared_and_blocked() -> None:
    row = north()
    assert (row.held, row.others) == (Held.SHARED, ("south",))
    assert row.blocks == ("Nobody has said what is to become of it.",)


def test_what_is_planned_counts_from_its_day_and_says_so() -> None:
    known: dict[str, Any] = {"dispositions": (CLONE,), "answers": (AGREED,)}
    row = north(**known)
    assert (row.held, row.planned, row.blocks) == (Held.OWN, True, ())
    before = north(date(2027, 9, 29), **known)
    assert before.held is Held.SHARED
    assert before.blocks == ("It is planned for 30 September 2027, after this day.",)


def test_a_plan_past_its_day_changes_nothing_and_is_in_the_way() -> None:
    row = north(dispositions=(CLONE,), answers=(AGREED,), today=date(2027, 10, 1))
    assert (row.held, row.blocks) == (Held.SHARED, ("It was to be done by 30 September 2027 and is not.",))


def test_done_without_proof_counts_and_is_asked_for_its_proof() -> None:
    done = replace(CLONE, done_on=read_date("2026-10-01"))
    row = north(TODAY, dispositions=(done,), answers=(replace(AGREED, of_version=fingerprint(done)),))
    assert (row.held, row.planned) == (Held.OWN, False)
    assert "nothing is named that shows it" in row.blocks[0]


def test_what_is_disputed_or_conflicting_counts_for_nothing() -> None:
    no = replace(AGREED, answer=Answer.DISPUTED, reason="Too early")
    disputed = north(dispositions=(CLONE,), answers=(no,))
    assert (disputed.held, disputed.blocks[0]) == (Held.SHARED, "south disputes it: Too early")
    other = replace(CLONE, key="e", route=Route.KEEP_SHARED, recorded_by="south")
    assert north(dispositions=(CLONE, other)).held is Held.SHARED
    assert north(dispositions=(CLONE,)).blocks == ("No answer yet from south.",)


def test_consent_that_is_not_given_is_in_the_way() -> None:
    asked = replace(CLONE, consent=Consent.ASKED)
    assert "The supplier's consent: asked." in north(dispositions=(asked,), answers=(AGREED,)).blocks


def test_a_bridge_that_stands_on_the_day_is_in_the_way() -> None:
    bridge = Bridge(key="b", name="b", thing="directory", council="north", ends=read_date("2028-03-31"))
    known: dict[str, Any] = {"dispositions": (CLONE,), "answers": (AGREED,), "bridges": (bridge,)}
    assert north(**known).blocks == ("It stands on a temporary bridge until 31 March 2028.",)
    assert north(date(2028, 4, 1), **known).blocks == ()


def test_holdings_of_one_are_its_own_and_disputed_ones_are_not_known() -> None:
    sole = Holding(item="directory", organisation="north", weight=1)
    row = north(holdings=(sole,))
    assert (row.held, row.blocks) == (Held.OWN, ())
    claims = (sole, replace(sole, weight=2), Holding(item="directory", organisation="south", weight=1))
    assert north(holdings=claims).held is Held.NOT_KNOWN


def test_a_thing_that_no_council_is_known_to_use_is_named() -> None:
    found = on(things=(Thing(key="stray", subject=Subject.NETWORK),))
    assert (found.rows, found.unheld) == ((), ("stray",))


def test_the_counts_of_a_council_are_those_of_its_rows() -> None:
    found = on(dispositions=(CLONE,), answers=(AGREED,))
    assert [(one.council, one.own, one.shared, one.planned, one.blocked) for one in found.councils] == [
        ("north", 1, 0, 1, 0),
        ("south", 0, 1, 0, 1),
    ]
    assert found.changes == (date(2027, 9, 30),)


def judged(*things: Thing, **values: object) -> Readiness:
    known = {"on": LATER, "today": TODAY, "councils": COUNCILS, "things": things} | values
    service = ServiceThings("housing", COUNCILS, tuple(one.key for one in things))
    return readiness(ReadinessQuestion(DateQuestion(**known), (service,)))  # type: ignore[arg-type]


def test_nothing_on_record_is_unknown_and_never_a_yes() -> None:
    found = judged().tests[0]
    assert {answer.answer for answer in found.answers} == {Known.UNKNOWN}
    assert (found.score, found.unknown, found.verdict) == (0, 8, Verdict.NOT_KNOWN)


def test_one_no_is_enough_to_depend_and_recovery_stays_unknown() -> None:
    found = judged(DIRECTORY, Thing(key="line", subject=Subject.NETWORK, holder="north")).tests[0]
    answers = {one.facet: one.answer for one in found.answers}
    assert (answers[Facet.IDENTITY], answers[Facet.NETWORK]) == (Known.NO, Known.YES)
    assert answers[Facet.RECOVERY] is Known.UNKNOWN
    assert (found.score, found.verdict) == (1, Verdict.DEPENDENT)


def test_what_is_kept_shared_by_choice_does_not_make_it_depend() -> None:
    kept = replace(CLONE, route=Route.KEEP_SHARED)
    said = replace(AGREED, of_version=fingerprint(kept))
    found = judged(DIRECTORY, dispositions=(kept,), answers=(said,)).tests[0]
    identity = found.answers[0]
    assert (identity.answer, identity.kept_shared) == (Known.NO, True)
    assert found.verdict is Verdict.DEPENDENT, "kept shared, and under no agreement"
    estate = DateQuestion(on=LATER, today=TODAY, councils=COUNCILS, things=EIGHT, holdings=OWN[1:],
                          dispositions=(kept,), answers=(said,))  # fmt: skip
    question = ReadinessQuestion(estate, (ALL,), (RECOVERED,), Known.YES)
    assert readiness(question).tests[0].verdict is Verdict.BUT_FOR_SHARED
    assert readiness(replace(question, agreement=Known.UNKNOWN)).tests[0].verdict is Verdict.DEPENDENT


EIGHT = (DIRECTORY, *(Thing(key=one.value, subject=one) for one in DAY_ONE if one is not Subject.IDENTITY))
OWN = tuple(Holding(item=one.key, organisation="north", recorded_by="north") for one in EIGHT)
ALL = ServiceThings("housing", ("north",), tuple(one.key for one in EIGHT))
RECOVERED = Recovery(
    key="r", name="Housing", service="housing", organisation="north", recovered_by="north", recovered_at="North hall",
    tested_on=read_date("2026-10-05"), evidence=Evidence.REPORTED,
)  # fmt: skip


def tried(*recoveries: Recovery, on: date = LATER) -> SovereigntyTest:
    estate = DateQuestion(on=on, today=TODAY, councils=COUNCILS, things=EIGHT, holdings=OWN)
    return readiness(ReadinessQuestion(estate, (ALL,), recoveries)).tests[0]


def test_a_service_of_which_all_is_its_own_and_which_it_recovers_itself_stands_alone() -> None:
    assert (tried(RECOVERED).score, tried(RECOVERED).verdict) == (8, Verdict.SOVEREIGN)
    assert (tried().score, tried().unknown, tried().verdict) == (7, 1, Verdict.NOT_KNOWN)


def test_recovery_by_another_untested_unsaid_or_over_is_no_recovery_of_its_own() -> None:
    by_partner = tried(replace(RECOVERED, recovered_by="south"))
    assert (by_partner.verdict, by_partner.answers[-1].why) == (Verdict.DEPENDENT, "It is recovered by south.")
    assert tried(RECOVERED, replace(RECOVERED, recovered_by="south")).score == 7, "two ways, one of them the partner's"
    for doubtful in (
        replace(RECOVERED, tested_on=None), replace(RECOVERED, tested_on=read_date("2028")),
        replace(RECOVERED, recovered_by=""), replace(RECOVERED, organisation="south"),
        replace(RECOVERED, ends=read_date("2027-06-30")), replace(RECOVERED, starts=read_date("2028-01-01")),
        replace(RECOVERED, value_evidence="recovered_by: source contradicts itself"),
    ):  # fmt: skip
        assert (tried(doubtful).score, tried(doubtful).answers[-1].answer) == (7, Known.UNKNOWN), doubtful


def test_day_one_counts_every_thing_once() -> None:
    found = judged(DIRECTORY, dispositions=(CLONE,), answers=(AGREED,))
    lines = {(one.council, one.subject): one for one in found.day_one}
    assert lines["north", Subject.IDENTITY].ready == 1
    south = lines["south", Subject.IDENTITY]
    assert (south.things, south.ready, south.not_ready, south.in_the_way) == (1, 0, 1, ("directory",))
    assert all(one.things == one.ready + one.not_ready + one.unknown for one in found.day_one)
