"""What the repository says of the published reports it says in its own words; names and titles are as printed."""

from functools import cache
from pathlib import Path

import pytest

from tests.guards.test_docs import name_of, our_files
from tests.guards.wording import MARKS, RUN, copied, kept, mark, runs, words

pytestmark = pytest.mark.engine_only

RISK = "a risk, as a register of risks names it: the tables of S3 15 and S4 64 are made again cell by cell"
MEASURE = "a measure, as a table of mitigation names it"
# What is a name in a report, and why it stands here as printed.
NAMES = {
    "OneSource ICT Decoupling and creation of a Sovereign IT Service for Havering": "title of a report",
    "Options for the Future Delivery of IMT Services": "title of a report",
    "Corporate Support Services Review Scope, Prime Provider Update and Draft IMT Model": "title of a background paper",
    "Corporate Support Services Review Update and Emerging Draft IMT Model": "title of a background paper",
    "Appendix A: Market Engagement": "title of an appendix",
    "Appendix B: Outsourcing Trends in the Public Sector": "title of an appendix",
    "Excellent services positively impacting on our communities": "a council's name for its priority",
    "Ensuring the right conditions to support delivery": "a council's name for its priority",
    "Local Authorities (Arrangements for the Discharge of Functions) (England) Regulations 2012": "title of a statute",
    "Executive Councillor for Highways, Transport and IT": "an office",
    "Option Two: Borough-led Modernisation and In-House Service": "name of an option",
    "A multisource model with some services managed in house": "name of an option",
    "A single large strategic partnership contract (Prime Provider model) with some services managed in house":
        "name of an option",
    "TS3 framework, Lot 3a": "a framework and its lot",
    "Support Desk and Operations": "name of a tower",
    "Managed Cloud Services and Enhanced Security Services": "name of a tower",
    "Managed Cloud Services": "name of a service",
    "Application Services (Internal Council owned)": "name of a tower",
    "Technical Operations (Internal - Council owned)": "name of a tower",
    "Vendor and Licence Mgmt (Internal - Council owned)": "name of a tower",
    "VIP Support (Internal - Council owned)": "name of a tower",
    "[Option within the WAN contract]": "stands in the column of towers, as printed",
    "Service Integration and Management (SIAM)": "name of a service",
    "Local Area Network (LAN) and WiFi": "name of a service",
    "Technical Operations (DataCentres)": "name of a service",
    "Vendor and Licence Management": "name of a service",
    "Application Support": "name of a service",
    "End User Computing": "name of a service",
    "IT Support Desk": "name of a service",
    "Capacity and funding to deliver insourcing within current resource constraints, between now and the "
    "end of December 2021. This is mitigated by the project being overseen by the Partnership Strategic "
    "and Governance groups which consists of representatives from all partners.": RISK,
    "Commitment of partners to the LICTP now and in the period up to and beyond December 2021": RISK,
    "Ensuring the partnership has the right level of skills and staff to deliver services at the right "
    "time for BaU to end of contract, and under the new proposed insourced arrangement.": RISK,
    "Meeting stakeholder expectations delivering BaU requirements during transition and beyond.": RISK,
    "Potential TUPE costs and pension strain unidentified until TUPE negotiations begin at the end of the"
    " contract period": RISK,
    "Lack of commitment to Digital Charter from stakeholders": RISK,
    "Loss of non-Cloud technical resources before the Council has removed its dependencies on such "
    "services": RISK,
    "Key existing Serco staff move to non-LCC account roles either prior to or on contract end date": RISK,
    "Risk of impacting BAU services during transition to new supplier arrangement - the fragmentation of "
    "the services into smaller units of delivery has the potential to increase the transition risk for a "
    "multi-supplier models.": RISK,
    "Insufficient time and resources allocated to re-procurement of existing 3rd party contracts": RISK,
    "Get backfill resources in as soon as possible": MEASURE,
    "Use of 'Contractor and Consultancy Services' tower to provide temporary resources": MEASURE,
    "Source temporary alternatives through additional contractors, consultants of shared service "
    "arrangements": MEASURE,
    "A lot of experience on the supplier side in managing transition": MEASURE,
    "Build transition team early (min. 18 months in advance) to prepare and plan": MEASURE,
    "resources involved in Transition and subsequent BAU management": MEASURE,
    "Ensure Serco are held to Exit commitments in the contract": MEASURE,
    "Engage Serco's ongoing engagement through formalised and funded projects up until the end of the "
    "contract": MEASURE,
    "Identify novation options from incumbent to the Council": MEASURE,
    "Re-procure contracts in Council's name as part of BAU vendor management in the lead up to Serco exit": MEASURE,
    "Dedicated support from procurement category lead and officers": MEASURE,
}  # fmt: skip
TITLE = "OneSource ICT Decoupling and creation of a Sovereign IT Service for Havering"


@cache
def with_runs() -> dict[str, str]:
    """The text of our files that have words of a report, be they names; this file lists the names and is left out."""
    texts = {
        name_of(path): path.read_text(encoding="utf-8", errors="replace")
        for path in our_files()
        if path != Path(__file__).resolve()
    }
    return {name: text for name, text in texts.items() if list(copied(text))}


def test_no_eight_words_in_a_row_are_a_report_s() -> None:
    found = [f"{name}: {run}" for name, text in with_runs().items() for run in copied(text, NAMES)]
    assert not found, (
        "These words stand so in a published report, which is its council's own. Say it in other words, with the same "
        "figures; a name or a title goes into NAMES with its reason.\n" + "\n".join(found)
    )


def test_every_name_that_is_let_through_is_needed() -> None:
    idle = [
        name for name in NAMES if not any(list(copied(text, NAMES.keys() - {name})) for text in with_runs().values())
    ]
    assert not idle, f"Without these names nothing would be found; take them out: {idle}"


def test_words_of_a_report_are_found_whatever_their_case_and_punctuation() -> None:
    assert list(copied(f"It is called\n“{TITLE.upper()}”, they say.")) == [TITLE.lower()]
    assert list(copied(TITLE.replace(" ", ", "))) == [TITLE.lower()]
    assert not list(copied(TITLE.replace("Sovereign", "separate"))), "seven words in a row are enough to be found"


def test_a_name_is_let_through_and_what_stands_around_it_is_not() -> None:
    assert not list(copied(TITLE, [TITLE])), "a name is taken for a copy"
    assert list(copied(TITLE, ["Sovereign IT Service"])), "three words of a name hide a run of twelve"


def test_marks_are_whole_small_and_in_order() -> None:
    lines = MARKS.read_text(encoding="ascii").splitlines()
    assert len(kept()) > 15_000, "marks are missing: make them again, see tests/guards/wording.py"
    assert MARKS.stat().st_size < 400_000, "the marks take more room than they are worth"
    assert {len(line) for line in lines[:-1]} == {120}, "a line is broken: make the marks again"
    assert {len(one) for one in kept()} == {6}, "a mark is broken: make the marks again"


def test_a_text_has_a_mark_for_each_of_its_runs() -> None:
    text = words("The council's day-to-day work, done by nine people in two rooms")
    assert text[:5] == ["the", "councils", "day", "to", "day"]
    assert len({mark(run) for run in runs(text)}) == len(text) - RUN + 1
