"""How well a record is known: completeness, evidence by value, beliefs and attestations."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.dates import day, read_date
from severalty.engine.estate.attestation import Attestation, AttestationState, attestation_state
from severalty.engine.estate.beliefs import answers
from severalty.engine.estate.completeness import all_of, completeness
from severalty.engine.estate.items import Assumption, ConfigurationItem, Contract, ItemClass, Treatment
from severalty.engine.estate.value_evidence import (
    EvidenceError,
    ValueEvidence,
    evidence_of,
    read_value_evidence,
    source_of,
    write_value_evidence,
)
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known, columns_of

CONTRACT = Contract(key="C-1", name="Desk", evidence=Evidence.REPORTED, source="S1 2.3.1")
BELIEF = Assumption(
    key="1", name="Capital", recorded_by="havering", about="newham", matter="Capital", statement="£5m",
    amount=500_000_000, believed_on=read_date("2024-06"),
)  # fmt: skip
SOURCES = st.text("abc 1.,;:", max_size=10).map(str.strip)
ENTRIES = st.lists(
    st.builds(
        ValueEvidence,
        column=st.sampled_from([shape.name for shape in columns_of(Contract)]),
        evidence=st.sampled_from(Evidence),
        source=SOURCES,
    ),
    max_size=6,
    unique_by=lambda entry: entry.column,
)


def test_a_new_contract_is_not_known_at_all() -> None:
    found = completeness(CONTRACT)
    assert (found.known, found.percent) == (0, 0)
    assert found.missing[:2] == ("Initial term ends", "Annual charge"), "the heaviest come first"


def test_what_is_known_counts_by_its_weight() -> None:
    known = completeness(replace(CONTRACT, annual_charge=0, shared=Known.NO))
    assert known.known == 5, "nought pounds and a plain no are answers"
    assert "Annual charge" not in known.missing


def test_undefined_is_missing() -> None:
    item = ConfigurationItem(key="x", name="X", item_class=ItemClass.NETWORK)
    assert "Treatment" in completeness(item).missing
    assert "Treatment" not in completeness(replace(item, treatment=Treatment.STAY)).missing


def test_many_records_add_up() -> None:
    better = replace(CONTRACT, supplier="s")
    found = all_of([CONTRACT, better])
    assert found.total == 2 * completeness(CONTRACT).total
    assert found.known == completeness(better).known
    assert found.missing[-1] == "Supplier", "what is missing least often comes last"
    assert all_of([]).percent is None


@given(ENTRIES)
def test_evidence_by_value_reads_back(entries: list[ValueEvidence]) -> None:
    assert read_value_evidence(write_value_evidence(entries), Contract) == tuple(entries)


def test_a_value_may_differ_from_its_record() -> None:
    contract = replace(
        CONTRACT, value_evidence="Annual charge: estimated (finance (May); draft); ends: source contradicts itself"
    )
    assert evidence_of(contract, "annual_charge") is Evidence.ESTIMATED
    assert source_of(contract, "annual_charge") == "finance (May); draft"
    assert (evidence_of(contract, "ends"), source_of(contract, "ends")) == (Evidence.CONTRADICTED, "S1 2.3.1")
    assert evidence_of(contract, "notice") is Evidence.REPORTED


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("price: estimated", "not a column"),
        ("ends: guessed", "not a class"),
        ("ends", "not evidence for a column"),
        ("ends: estimated (open", "not evidence for a column"),
        ("ends: estimated; ends: quoted", "twice"),
    ],
)
def test_a_text_that_cannot_be_read_is_refused(text: str, fault: str) -> None:
    with pytest.raises(EvidenceError, match=fault):
        read_value_evidence(text, Contract)


def test_values_under_a_text_that_cannot_be_read_are_unknown() -> None:
    contract = replace(CONTRACT, value_evidence="nonsense")
    assert (evidence_of(contract, "ends"), source_of(contract, "ends")) == (Evidence.UNKNOWN, "S1 2.3.1")


def test_brackets_must_pair() -> None:
    with pytest.raises(EvidenceError, match="pair"):
        write_value_evidence([ValueEvidence("ends", Evidence.QUOTED, "a)")])


def test_a_belief_without_an_answer_says_so() -> None:
    (found,) = answers([BELIEF], "havering")
    assert (found.statement, found.agrees, found.difference) == (None, None, "newham has not said")


def test_the_latest_own_statement_answers_the_latest_belief() -> None:
    older = replace(BELIEF, key="0", believed_on=read_date("2023"), amount=1)
    said = replace(BELIEF, key="2", recorded_by="newham", matter=" capital ", amount=560000000)
    earlier = replace(said, key="3", believed_on=None, amount=2)
    (found,) = answers([said, older, BELIEF, earlier], "havering")
    assert (found.belief, found.statement) == (BELIEF, said)
    assert (found.agrees, found.difference) == (False, "£600,000 more than believed")


def test_what_others_believe_is_not_our_belief() -> None:
    assert answers([replace(BELIEF, recorded_by="barking")], "havering") == ()


@pytest.mark.parametrize(
    ("believed", "stated", "agrees", "words"),
    [
        ("2025-12", "2025-12", True, "the same date"),
        ("2025-12", "2026-03", False, "3 months later than believed"),
        ("2025-12-31", "2025-12-30", False, "1 day earlier than believed"),
        ("2025", "2026-03-01", False, "at least 60 days later than believed"),
        ("2025", "2025-12", None, "may be the same date: 2025 believed, December 2025 stated"),
    ],
)
def test_dates_differ_as_far_as_they_are_known(believed: str, stated: str, agrees: bool | None, words: str) -> None:
    belief = replace(BELIEF, amount=None, date=read_date(believed))
    said = replace(belief, key="2", recorded_by="newham", date=read_date(stated))
    (found,) = answers([belief, said], "havering")
    assert (found.agrees, found.difference) == (agrees, words)


def test_words_are_compared_where_there_is_nothing_else() -> None:
    belief = replace(BELIEF, amount=None)
    same = replace(belief, key="2", recorded_by="newham", statement=" £5M. ")
    assert answers([belief, same], "havering")[0].agrees is True
    assert answers([belief, replace(same, statement="£6m")], "havering")[0].difference == "the words differ"


@pytest.mark.parametrize(
    ("attested", "changed", "on", "state"),
    [
        ("", False, "2025-03-31", AttestationState.DUE),
        ("", False, "2025-04-01", AttestationState.OVERDUE),
        ("2025-03-14", False, "2025-04-01", AttestationState.ATTESTED),
        ("2025-03-14", True, "2025-04-01", AttestationState.STALE),
        ("2025-05-01", False, "2025-04-01", AttestationState.OVERDUE),
    ],
)
def test_where_an_attestation_stands(attested: str, changed: bool, on: str, state: AttestationState) -> None:
    attestation = Attestation(
        item="C-1", owner="Head of Finance", due_on=day(date(2025, 3, 31)),
        attested_on=read_date(attested) if attested else None,
    )  # fmt: skip
    assert attestation_state(attestation, read_date(on), changed) is state
