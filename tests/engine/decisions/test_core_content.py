"""A frozen core is one text with one digest, and what changed is told term by term and figure by figure."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from severalty.engine.decisions.core_content import (
    CoreContent,
    Decider,
    TwoVersions,
    Withheld,
    belongs,
    core_digest,
    core_text,
    differences,
)
from severalty.engine.freeze import salted_digest
from severalty.formats.cells import tidy
from severalty.formats.core_json import core_fault, core_file, read_core, tidied, verify_core
from severalty.formats.problems import Unreadable

DECIDERS = tuple(Decider(one, one.title(), f"{one}-cabinet", f"Cabinet of {one.title()}", True)
                 for one in ("north", "south"))  # fmt: skip
CORE = CoreContent(
    case="thornton", core="common", keeper="north", name="Shared ICT", partnership="thornton", number=1,
    frozen_by="north", frozen_on="2024-01-08", supersedes="", reason="", approach="One team.", timeline="By 2025.",
    costing="North pays £52,000.\nSouth pays 35%.", terms="Notice of 6 months.", long_stop="", exempt=None,
    deciders=DECIDERS, inputs=(), seed="", software="Severalty", illustrative=True,
)  # fmt: skip
SALT = "5" * 32


@given(st.text(max_size=40))
def test_every_text_comes_back_as_it_was(words: str) -> None:
    core = replace(CORE, terms=words.encode("utf-8", "ignore").decode())
    assert read_core(core_text(core)) == core
    assert verify_core(core_file(core_text(core), core_digest(core))).holds


@given(st.text(max_size=40))
def test_what_is_frozen_survives_every_file_that_tables_travel_in(words: str) -> None:
    core = tidied(replace(CORE, terms=words, name=f"Core {words}", reason=f" {words}\u00a0\r\n£1"))
    assert tidy(core_text(core)) == core_text(core)
    assert tidied(core) == core


def test_one_letter_changed_is_found() -> None:
    data = core_file(core_text(CORE), core_digest(CORE)).replace(b"52,000", b"53,000")
    verdict = verify_core(data)
    assert (verdict.holds, verdict.stated) == (False, core_digest(CORE))
    assert core_fault(core_text(CORE).replace("52,000", "53,000"), core_digest(CORE))


def test_a_file_that_states_nothing_is_held_against_what_was_published() -> None:
    body = core_text(CORE).encode()
    assert (verify_core(body).holds, verify_core(body, published=core_digest(CORE)).holds) == (False, True)


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b"\xff", core_text(CORE).replace(":", ": ", 1).encode()])
def test_what_is_no_core_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        verify_core(data)


def test_differences_go_term_by_term_and_figure_by_figure() -> None:
    after = replace(CORE, number=2, costing="North pays £54,000.\nSouth pays 35%.", long_stop="2024-06-30")
    costing, long_stop = differences(TwoVersions(CORE, after))
    assert (costing.gone, costing.came) == (("North pays £52,000.",), ("North pays £54,000.",))
    assert (costing.figures_gone, costing.figures_came) == (("£52,000",), ("£54,000",))
    assert (long_stop.part, long_stop.gone, long_stop.came) == ("long stop", (), ("2024-06-30",))


def test_who_holds_exempt_terms_can_show_that_they_belong_and_nobody_else_reads_them() -> None:
    secret = "The supplier's price is £412,000."
    core = replace(CORE, exempt=Withheld(salted_digest(secret, SALT), "3", "It would weaken the councils."))
    assert "412" not in core_text(core)
    assert belongs(core, secret, SALT)
    assert not any((belongs(core, "£1", SALT), belongs(core, secret, "6" * 32), belongs(CORE, secret, SALT),
                    belongs(core, secret, "5")))  # fmt: skip
    told = differences(TwoVersions(CORE, core))
    assert [(one.part, one.came) for one in told] == [("exempt terms", ("Exempt terms as they are.",))]
