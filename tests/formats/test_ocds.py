"""Published notices: what is read, what is left out, who is one supplier, and that nobody's details are carried."""

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest

from severalty.formats.ocds import read_published
from severalty.formats.published import Published, masked
from severalty.formats.suppliers import Party, identifier, merge, plain_name

DATA = Path(__file__).parent.parent / "data" / "contracts_finder"


def release(**changes: object) -> dict[str, object]:
    """A small release of an invented council."""
    whole: dict[str, object] = {
        "ocid": "ocds-x-1",
        "date": "2025-01-10T10:00:00Z",
        "tag": ["award"],
        "buyer": {"id": "b", "name": "Marlow Vale Council"},
        "tender": {"title": "Service desk", "status": "complete", "contractPeriod": {"startDate": "2025-02-01"}},
        "parties": [
            {"id": "s1", "name": "Able Ltd", "identifier": {"scheme": "GB-COH", "id": "158718"}, "roles": ["supplier"]}
        ],
        "awards": [
            {
                "id": "a1",
                "status": "active",
                "value": {"amount": 1000.5, "currency": "GBP"},
                "suppliers": [{"id": "s1", "name": "Able Ltd"}],
                "contractPeriod": {"startDate": "2025-04-01T00:00:00+01:00", "endDate": "2026-03-31T23:59:59+01:00"},
            }
        ],
    }
    return {**whole, **changes}


def award(**changes: object) -> dict[str, object]:
    """The award of `release` with changes."""
    awards = release()["awards"]
    assert isinstance(awards, list)
    return {**awards[0], **changes}


def read(*releases: object) -> Published:
    return read_published(json.dumps({"releases": releases}).encode(), "x.json")


def test_an_award_is_read_whole():
    contract = read(release()).contracts[0]
    assert (contract.starts, contract.ends) == (dt.date(2025, 4, 1), dt.date(2026, 3, 31)), "a day moved with its zone"
    assert contract.period_source == "award", "the source of the dates is not told"
    assert (contract.value_pence, contract.currency, contract.value_is) == (100050, "GBP", "unknown"), "money is wrong"
    assert contract.supplier_keys == ("GB-COH-00158718",), "the company number is not padded to eight"
    assert contract.missing == (), "a complete notice lacks something"
    assert contract.pointer == "/releases/0/awards/0", "a complete notice lacks something"


def test_an_older_release_names_its_buyer_in_the_tender():
    tender = {"title": "Desk", "status": "complete", "procuringEntity": {"name": "Fenby Council"}}
    contract = read(release(buyer=None, tender=tender)).contracts[0]
    assert contract.buyer == "Fenby Council", "the procuring entity is not used where no buyer stands"
    assert "buyer" not in contract.missing, "a known buyer is listed as missing"


def test_a_contract_section_goes_before_award_and_tender():
    content = release(
        contracts=[{"id": "c1", "awardID": "a1", "status": "active", "value": {"amountGross": 120, "currency": "EUR"},
                    "period": {"startDate": "2025-05-01", "endDate": "2027-04-30", "maxExtentDate": "2029-04-30"}}]
    )  # fmt: skip
    contract = read(content).contracts[0]
    assert (contract.period_source, contract.max_extent) == ("contract", dt.date(2029, 4, 30)), (
        "the contract's period lost"
    )
    assert (contract.value_pence, contract.value_is, contract.currency) == (12000, "gross", "EUR"), (
        "gross euros misread"
    )


def test_tender_period_is_used_last_and_said_so():
    contract = read(release(awards=[award(contractPeriod=None)])).contracts[0]
    assert (contract.period_source, contract.ends) == ("tender", None), "the tender's period is not used as such"
    assert "ends" in contract.missing, "a missing end is not listed"


@pytest.mark.parametrize(
    "shape",
    [
        lambda one: [one],
        lambda one: one,
        lambda one: {"records": [{"ocid": "ocds-x-1", "compiledRelease": one}]},
        lambda one: {"records": [{"ocid": "ocds-x-1", "releases": [one]}]},
        lambda one: [{"releases": [one]}],
    ],
)
def test_every_shape_of_package_is_read(shape):
    found = read_published(gzip.compress(json.dumps(shape(release())).encode()), "x.json.gz")
    assert [contract.ocid for contract in found.contracts] == ["ocds-x-1"], "a shape of package is not understood"


@pytest.mark.parametrize(("amount", "kind"), [(0, "notice"), (-5, "problem"), ("lots", "problem"), (True, "problem")])
def test_doubtful_values_are_unknown_and_told(amount, kind):
    found = read(release(awards=[award(value={"amount": amount, "currency": "GBP"})]))
    assert found.contracts[0].value_pence is None, "a doubtful value became money"
    assert (len(found.notices) == 1) == (kind == "notice"), "a value of 0 is not noticed"
    assert (len(found.problems) == 1) == (kind == "problem"), "a wrong value is not a problem"


def test_the_latest_notice_wins_and_earlier_ones_are_told():
    corrected = release(date="2025-03-01T00:00:00Z", awards=[award(id="a2", value={"amount": 10, "currency": "GBP"})])
    found = read(corrected, release())
    assert [contract.value_pence for contract in found.contracts] == [1000], (
        "an award that was corrected is counted twice"
    )
    assert "/releases/1" in found.notices[0], "the notice that gave way is not named"
    assert "a1" in found.notices[0], "the notice that gave way is not named"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"tender": {"status": "cancelled"}}, "cancelled"),
        ({"tender": {"status": "unsuccessful"}}, "unsuccessful"),
        ({"awards": [], "tag": ["planning"]}, "planning"),
        ({"awards": []}, "no award"),
        ({"awards": [award(status="cancelled")]}, "cancelled"),
    ],
)
def test_what_is_no_contract_is_listed_with_its_reason(changes, reason):
    found = read(release(**changes))
    assert not found.contracts, "a dead notice became a contract, or vanished"
    assert reason in found.skipped[0].reason, "a dead notice became a contract, or vanished"


def test_no_supplier_in_words_is_no_supplier():
    found = read(release(parties=[], awards=[award(suppliers=[{"name": "NOT AWARDED TO SUPPLIER"}])]))
    assert not found.suppliers, "words became a supplier"
    assert found.contracts[0].supplier_keys == (), "words became a supplier"
    assert "suppliers" in found.contracts[0].missing, "the missing supplier is not listed"


def test_ends_before_starts_are_problems():
    period = {"startDate": "2026-01-01", "endDate": "2025-01-01"}
    assert "before the start" in str(read(release(awards=[award(contractPeriod=period)])).problems[0])


def test_dirt_of_wrong_types_is_survived():
    found = read(
        7, None, {"ocid": 5, "tender": [], "awards": {"a": 1}, "parties": "x"}, release(buyer="x", parties=None)
    )
    assert len(found.contracts) == 1, "wrong types end the reading or go unreported"
    assert len(found.problems) == 2, "wrong types end the reading or go unreported"


def test_names_alone_are_only_suggested():
    found = merge([Party("1", "Able Ltd"), Party("2", "ABLE LIMITED"), Party("3", "Other plc")])
    assert len(found.suppliers) == 3, "suppliers were merged by name alone"
    assert [(each.keep, each.merge) for each in found.suggestions] == [("1", ("2",))], "alike names are not suggested"


def test_the_same_number_is_the_same_supplier():
    number = identifier("GB-COH", "sc 12345")
    found = merge([Party("1", "Able", (number,)), Party("2", "Able Trading", (number,))])
    assert [each.key for each in found.suppliers] == ["GB-COH-SC012345"], "one company number gave two suppliers"
    assert found.key_of == {"1": "GB-COH-SC012345", "2": "GB-COH-SC012345"}, "a party lost its supplier"


def test_different_company_numbers_are_never_one():
    parties = [
        Party("1", "Able", (("GB-COH", "00000001"), ("GB-VAT", "123456789"))),
        Party("2", "Able", (("GB-COH", "00000002"), ("GB-VAT", "123456789"))),
    ]
    found = merge(parties)
    assert len(found.suppliers) == 2, "a shared VAT number merged two companies"
    assert not found.suggestions, "a shared VAT number merged two companies"
    assert "kept apart" in found.notices[0], "the conflict is not told"


@pytest.mark.parametrize(
    ("scheme", "number", "found"),
    [
        ("GB-COH", "158718", "00158718"),
        ("gb-coh", "oc301540", "OC301540"),
        ("COMPANIES_HOUSE", "NI 1234", "NI001234"),
        ("GB-COH", "458577871", None),
        ("GB-COH", "12345678", None),
        ("GB-COH", "N/A", None),
        ("VAT", "GB 123 4567 89", "123456789"),
        ("GB-CHC", "1234567", "1234567"),
        ("", "5", None),
    ],
)
def test_numbers_are_brought_to_one_spelling(scheme, number, found):
    mark = identifier(scheme, number)
    assert (mark[1] if mark else None) == found, "a registered number is misread"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Able & Sons Ltd.", "ABLE AND SONS LIMITED"),
        ("The Able Company PLC", "Able"),
        ("Able Ltd t/a Quick Desk", "Able"),
        ("Ford Motor Co. Ltd", "Ford Motor Company Limited"),
    ],
)
def test_plain_names_forget_form_and_punctuation(one, other):
    assert plain_name(one) == plain_name(other), "two spellings of a name look different"


def test_contact_persons_are_carried_nowhere():
    text = "Contact: Jane Doe, call 01632 960 001 or +44 (0)1632 960002, jane@example.org. Ask Mrs Ada Lane."
    point = {"contactPoint": {"name": "Jane Doe", "email": "jane@example.org", "telephone": "01632 960001"}}
    party = {"id": "s1", "name": "Able Ltd", "roles": ["supplier"], **point}
    shown = repr(read(release(parties=[party], tender={"title": "Desk", "description": text, "status": "complete"})))
    for detail in ("Jane", "Doe", "Lane", "example.org", "96000", "960 001"):
        assert detail not in shown, f"a contact person's details are carried: {detail}"


def test_references_are_not_taken_for_telephone_numbers():
    text = "Notice 2024/S 000-025481 of 03/12/2018, CPV 72000000, closing 01-12-2018 14:00"
    assert masked(text) == text, "a reference or date was masked"


def test_real_releases():
    found = read_published(DATA / "releases.json")
    assert (len(found.contracts), len(found.skipped), len(found.problems)) == (16, 2, 1), (
        "the real sample reads otherwise"
    )
    assert all(contract.period_source == "award" and contract.starts for contract in found.contracts), "dates are lost"
    assert "example.org" not in repr(found), "a contact point is carried"
    assert "Illustrative" not in repr(found), "a contact point is carried"
    assert any("GB-COH" in notice for notice in found.notices), "a false company number is not noticed"


def test_real_table():
    found = read_published(DATA / "ict_notices.csv")
    assert (len(found.contracts), len(found.skipped)) == (19, 4), "the real table reads otherwise"
    names = {supplier.name for supplier in found.suppliers}
    assert "BAKER, LOMAX & SHACKLEY LIMITED" in names, "a comma within a name divided it"
    assert {"Premier RoadMarkings Limited", "WJ North Limited"} <= names, "two suppliers of a cell stay one"
    assert not any("NOT AWARDED" in name for name in names), "words became a supplier"
    assert all("starts" in contract.missing for contract in found.contracts), "dates were made up"
    assert any("Civica UK Ltd" in suggestion.why for suggestion in found.suggestions), "alike names are not suggested"


def test_detailed_supplier_cells_give_numbers():
    table = (
        "Notice Identifier,Title,Status,Awarded Value,Contract start date,Contract end date,"
        "Supplier [Name|Address|Ref type|Ref Number|Is SME|Is VCSE]\n"
        'N1,Desk,Awarded,"1,200.00",13/04/2025,12/04/2026,[Able Ltd|1 Road|COMPANIES_HOUSE|158718|Yes|No]\n'
    )
    found = read_published(table.encode(), "t.csv")
    assert found.contracts[0].supplier_keys == ("GB-COH-00158718",), "the number in the supplier cell is lost"
    assert found.contracts[0].starts == dt.date(2025, 4, 13)
    assert found.contracts[0].value_pence == 120000
