"""The papers of three councils made again from their cases: table by table, figure by figure, against the reports."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from severalty.appraisal.models import Addendum, Benefit, Option, Point
from severalty.decisions.models import Paper
from severalty.decisions.queries.papers import draft_of, papers_for
from severalty.decisions.reports.writing import content_of
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.formats.documents import Block, Bullets, Note, Paragraph, Picture, Section, Table
from severalty.formats.paper_face import RESTS_ON, document_of
from severalty.formats.papers import COUNTED, PaperContent
from severalty.tenancy.access import PUBLIC_VIEWER, operator_for, standing_for
from severalty.tenancy.models import Item
from tests import imported
from tests.appraisal.choice import Choice, make_choice
from tests.appraisal.conftest import CASES
from tests.conftest import NOON, TODAY, Cast

pytestmark = pytest.mark.sqlite_enough

PAPERS = {
    "cabinet-2020-12": "melton", "executive-2022-05": "lincolnshire",
    "joint-committee-2024-06": "havering-newham", "scrutiny-2023-11": "havering-newham",
}  # fmt: skip
each_paper = pytest.mark.parametrize("key", PAPERS)
Build = Callable[[str], PaperContent]


@pytest.fixture
def built(db: None) -> Build:
    """A paper of a report case, as whoever keeps it builds it."""

    def build(key: str) -> PaperContent:
        case = imported.from_folder(CASES / PAPERS[key], NOON)
        row = papers_for(operator_for(), case).get(item__key=key)
        viewer = standing_for(row.item.recorded_by, TODAY)
        return content_of(viewer, case, draft_of(viewer, case, row), TODAY, is_draft=False)

    return build


def section(content: PaperContent, heading: str, after: str = "") -> Section:
    """The section under a heading; of several, the first after another heading."""
    place = next((place for place, one in enumerate(content.sections) if one.heading == after), -1)
    return next(one for one in content.sections[place + 1 :] if one.heading == heading)


def table(blocks: tuple[Block, ...], caption: str) -> Table:
    return next(one for one in blocks if isinstance(one, Table) and one.caption.startswith(caption))


def sentences(blocks: tuple[Block, ...]) -> str:
    return " ".join(one.text for one in blocks if isinstance(one, (Paragraph, Note)))


def bare(cell: str) -> str:
    """A cell without the numbers of its figures."""
    return re.sub(r" \[\d+\]", "", cell)


def texts(blocks: tuple[Block, ...]) -> list[str]:
    """Every text of some blocks, cell by cell."""
    found: list[str] = []
    for block in blocks:
        match block:
            case Paragraph() | Note():
                found.append(block.text)
            case Bullets():
                found += block.items
            case Table():
                found += [cell for row in block.rows for cell in row]
            case Picture():
                found += [block.caption, block.alt]
    return found


# ----------------------------------------------------------------------------------------------------------- melton, S3
def test_the_table_of_users_is_that_of_paragraph_9_1(built: Build) -> None:
    found = table(section(built("cabinet-2020-12"), "Financial implications").blocks, "Active users")
    assert [tuple(map(bare, row)) for row in found.rows] == [
        ("Hinckley and Bosworth Borough Council", "499", "46.7%"),
        ("Blaby District Council", "341", "31.9%"),
        ("Melton Borough Council", "229", "21.4%"),
        ("Total", "1,069", "100.0%"),
    ]
    assert "31 July 2020" in found.caption
    assert (found.total_row, found.notes) == (True, "Source: S3 9.1.")


def test_melton_s_one_off_costs_and_their_parts_agree_as_in_2_3_and_9_5(built: Build) -> None:
    said = bare(sentences(section(built("cabinet-2020-12"), "Financial implications").blocks))
    assert "Melton's share of one-off costs: £52,000 is stated, and its parts come to £52,000; they agree." in said
    assert "One-off costs added to the capital programme: £17,000 is stated, and its parts come to £17,000" in said


def test_what_melton_pays_is_listed_with_its_source(built: Build) -> None:
    found = table(
        section(built("cabinet-2020-12"), "Financial implications").blocks, "What Melton Borough Council pays"
    )
    amounts = {row[0]: (row[1], bare(row[4]), row[6]) for row in found.rows}
    assert amounts == {
        "Insourced service, web included": ("2022/23", "about £315,000", "S3 9.2"),
        "ICT service and client team today": ("2020/21", "£277,000", "S3 9.2"),
        "Web support today": ("2020/21", "£34,000", "S3 9.2"),
        "Capital programme 2020/21": ("2020/21", "£10,000", "S3 2.3"),
        "Capital programme 2021/22": ("2021/22", "£7,000", "S3 2.3"),
        "One-off costs met directly from revenue": ("Year not stated", "£35,000", "S3 2.3, 9.5"),
    }


def test_melton_s_options_and_factors_stand_in_their_order_and_nothing_is_ranked(built: Build) -> None:
    content = built("cabinet-2020-12")
    options = table(section(content, "Options considered").blocks, "Options considered")
    assert [row[0][:2] for row in options.rows] == ["a)", "b)", "c)", "d)", "d)", "d)", "e)"]
    assert [row[2] for row in options.rows].count("preferred") == 1
    assert options.rows[1][2] == "preferred"
    factors = section(content, "How the options compare by factor").blocks
    [listed] = [one.items for one in factors if isinstance(one, Bullets)]
    assert listed == ("Cost", "Deliverability", "Complexity", "Control", "Resilience", "Innovation"), "S3 5.2"
    assert "Nothing is ranked." in sentences(section(content, "Preferred option").blocks)
    assert not any(one.unit == "score" for one in content.figures), "A score that the report does not publish."


# ----------------------------------------------------------------------------------------------------- lincolnshire, S4
DESK, CLOUD = "Support Desk and Operations", "Managed Cloud Services and Enhanced Security Services"
SERVICES = [  # written off paragraph 45: a merged cell of the tower holds for the rows beside it
    ("IT Support Desk", "Outsource", DESK, "TS3 framework, Lot 3a"),
    ("End User Computing", "Outsource", DESK, "TS3 framework, Lot 3a"),
    ("Managed Cloud Services", "Outsource", CLOUD, "TS3 framework, Lot 3b"),
    ("Enhanced Security Services", "Outsource", CLOUD, "TS3 framework, Lot 3b"),
    ("Local Area Network (LAN) and WiFi", "Outsource", "[Option within the WAN contract]",
     "Option within the WAN procurement"),
    ("Service Integration and Management (SIAM)", "Insource: strategic SIAM and governance",
     "SIAM (Internal Council owned)", ""),
    ("Application Support", "Insource", "Application Services (Internal Council owned)", ""),
    ("Technical Operations (DataCentres)", "Insource", "Technical Operations (Internal - Council owned)", ""),
    ("Vendor and Licence Management", "Insource", "Vendor and Licence Mgmt (Internal - Council owned)", ""),
    ("VIP Support", "Insource", "VIP Support (Internal - Council owned)", ""),
]  # fmt: skip
POINTS = {"Preferred": (3, 2), "A": (1, 3), "B": (1, 6)}
"""The cells of paragraph 59: how many points for and against."""


def test_the_table_of_paragraph_45_has_no_differing_cell(built: Build) -> None:
    found = table(section(built("executive-2022-05"), "Service by service").blocks, "How each service is to be given")
    labels = [one.label for one in found.columns[:5]]
    assert labels == ["Service", "Sourcing option", "Service tower", "Procurement route", "Comment"]
    assert [row[:4] for row in found.rows] == SERVICES
    assert all(row[4] for row in found.rows), "A comment is missing."
    out_of_scope = [row[0] for row in found.rows if "out of scope" in row[4].lower()]
    assert out_of_scope == ["Local Area Network (LAN) and WiFi"], "S4 45"
    assert all("45" in row[5] for row in found.rows), "A row does not name its paragraph."


def test_the_table_of_paragraph_59_holds_as_many_points_in_each_cell_and_in_order(built: Build) -> None:
    found = table(section(built("executive-2022-05"), "Options considered").blocks, "What speaks for and against")
    cells: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for option, pro, con in found.rows:
        name = option or name
        cells.setdefault(name, []).append((pro, con))
    assert [name.partition(")")[0] for name in cells] == list(POINTS)
    for (name, rows), counts in zip(cells.items(), POINTS.values(), strict=True):
        assert (sum(bool(pro) for pro, _ in rows), sum(bool(con) for _, con in rows)) == counts, name
        assert all(rows[place][0] or not rows[place + 1][0] for place in range(len(rows) - 1)), f"{name}: a gap"
    words = [[con for _, con in rows if con] for rows in cells.values()]
    order = [("SIAM", "answers"), ("market", "specialist", "global"),
             ("Management", "attract", "tools", "success", "small", "local")]  # fmt: skip
    for expected, cons in zip(order, words, strict=True):
        assert all(word in con for word, con in zip(expected, cons, strict=True)), f"{cons} are not as printed."


def test_lincolnshire_s_guide_figure_is_called_a_guide(built: Build) -> None:
    content = built("executive-2022-05")
    guides = [one for one in content.figures if one.value == 650_000_000]
    assert guides
    assert {one.evidence for one in guides} == {Evidence.ESTIMATED}, "S4 60"
    assert all("S4 60" in one.source for one in guides)


# ------------------------------------------------------------------------------------------------- oneSource, S1 and S0
def test_the_budget_of_each_council_is_that_of_paragraph_2_6(built: Build) -> None:
    content = built("joint-committee-2024-06")
    havering = section(content, "London Borough of Havering", "Budget")
    newham = section(content, "London Borough of Newham", "Budget")
    [whole] = table(havering.blocks, "What London Borough of Havering pays").rows
    assert (bare(whole[4]), whole[2], whole[6]) == ("£9,000,000", "capital", "S1 2.6.1.1")
    rows = table(newham.blocks, "What London Borough of Newham pays").rows
    assert {(bare(row[4]), row[2], row[6]) for row in rows} == {
        ("£1,000,000", "capital", "S1 2.6.2.2"), ("£1,500,000", "capital", "S1 2.6.2.3"),
        ("£5,600,000", "capital", "S1 2.6.2.4"), ("£804,000", "revenue", "S1 2.6.2.5"),
    }  # fmt: skip
    assert (
        "Newham stabilisation and separation: about £8,100,000 is stated, and its parts come to about £8,100,000; "
        "they agree."
    ) in bare(sentences(newham.blocks)), "8.1m = 1.0m + 1.5m + 5.6m; the 804k of laptops stand outside"


def test_nothing_of_one_borough_stands_in_the_part_about_the_other(built: Build) -> None:
    content = built("joint-committee-2024-06")
    for after in ("Technology", "Budget", "Plans and confidence"):
        for own, other in (("Havering", "Newham"), ("Newham", "Havering")):
            blocks = section(content, f"London Borough of {own}", after).blocks
            tables = [cell for one in blocks if isinstance(one, Table) for row in one.rows for cell in row]
            assert not any(other in cell for cell in tables), f"{after}: {other} in the part about {own}."


def test_the_contracts_that_the_report_counts_and_the_saving_are_told(built: Build) -> None:
    figures = {one.label: one for one in built("joint-committee-2024-06").figures}
    assert figures["Contracts that the source states"].value == 78, "S1 2.3.1"
    assert any(one.value == 17_800_000 and "S1 2.5" in one.source for one in figures.values()), "S1 2.5.2: about 178k"


def test_scrutiny_reads_three_options_and_that_costs_decide_nothing(built: Build) -> None:
    content = built("scrutiny-2023-11")
    said = sentences(section(content, "Options considered").blocks)
    assert "3 options were considered. 2 stood in the first list;" in said
    assert "broadly similar" in sentences(section(content, "What the options cost").blocks)
    gates = table(section(content, "What every option must meet").blocks, "Each option at each requirement")
    assert [row[1].partition(":")[0] for row in gates.rows] == ["fail", "fail", "pass"], "S0 5.1"


# ---------------------------------------------------------------------------------------------------------- every paper
@each_paper
def test_each_figure_says_what_it_rests_on_and_where_it_comes_from(built: Build, key: str) -> None:
    content = built(key)
    assert content.figures
    assert [one.number for one in content.figures] == list(range(1, len(content.figures) + 1))
    for figure in content.figures:
        assert figure.inputs, f"[{figure.number}] {figure.label} names no input."
        assert figure.evidence is not Evidence.UNKNOWN, f"[{figure.number}] {figure.label} rests on nothing."
        counted = figure.unit == COUNTED and not figure.source  # rows of the case itself, counted
        assert figure.source or counted, f"[{figure.number}] {figure.label} has no source."


@each_paper
def test_each_number_in_brackets_leads_to_a_figure_that_reads_so(built: Build, key: str) -> None:
    content = built(key)
    used: Counter[int] = Counter()
    for one in content.sections:
        for text in texts(one.blocks):
            for number in map(int, re.findall(r"\[(\d+)\]", text)):
                assert content.figures[number - 1].shown in text, f"[{number}] reads otherwise in {text!r}."
                used[number] += 1
    assert set(used) == {one.number for one in content.figures}, "A figure stands in the list and nowhere else."


@each_paper
def test_no_amount_stands_in_a_paragraph_without_its_number(built: Build, key: str) -> None:
    for one in built(key).sections:
        for block in one.blocks:
            if isinstance(block, Paragraph) and "parts come to" not in block.text:
                for amount in re.finditer(r"£\d[\d,]*(?:\.\d+)?(?:\s?(?:k|m|million)\b)?", block.text):
                    assert block.text[amount.end() :].startswith(" ["), f"{one.heading}: {amount[0]} is not entered."


@each_paper
def test_the_face_says_what_share_of_the_figures_is_of_each_class(built: Build, key: str) -> None:
    content = built(key)
    said = dict(document_of(content).summary_facts)[RESTS_ON]
    stated = [one for one in content.figures if one.unit != COUNTED]
    counts = Counter(one.evidence for one in stated)
    total = len(stated)
    for evidence, count in counts.items():
        assert evidence.value in said
        if len(counts) > 1:
            assert re.search(rf"\b{count} (?:are |is )?{evidence.value} \(", said), said
            assert f"({round(100 * count / total)}%)" in said
    assert str(total) in said or total == 1
    assert ("counted from the record" in said) == (total < len(content.figures)), said


@each_paper
def test_the_public_reads_the_same_paper(built: Build, key: str) -> None:
    content = built(key)
    row = Paper.objects.get(item__key=key)
    case = row.item.case
    public = content_of(PUBLIC_VIEWER, case, draft_of(PUBLIC_VIEWER, case, row), TODAY, is_draft=False)
    assert public.sections == content.sections, "What the council published is not what the public reads."


def test_the_same_paper_built_twice_is_the_same(built: Build) -> None:
    content = built("cabinet-2020-12")
    row = Paper.objects.get(item__key="cabinet-2020-12")
    viewer = standing_for(row.item.recorded_by, TODAY)
    assert content_of(viewer, row.item.case, draft_of(viewer, row.item.case, row), TODAY, is_draft=False) == content


# ---------------------------------------------------------------------------------------- what a paper must not let out
@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def paper_of(choice: Choice, who: str = "north", **values: Any) -> PaperContent:
    """A committee paper of North's about the appraisal, built as one of the cast."""
    item = choice.cast.item(choice.cast.north, "cabinet", Audience.PARTNERS, table="papers", name="ICT to be shared")
    row = Paper.objects.create(
        item=item,
        **({"kind": "committee", "organisation": choice.cast.north, "subject": choice.appraisal.item} | values),
    )
    viewer, case = choice.cast.viewer(who), choice.cast.case
    return content_of(viewer, case, draft_of(viewer, case, row), TODAY, is_draft=False)


def everything(content: PaperContent) -> str:
    return " ".join(text for one in content.sections for text in texts(one.blocks)) + repr(content.figures)


def test_a_paper_holds_nothing_that_its_keeper_may_not_see(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS, place=1)
    choice.child(Point, choice.cast.south, option=hidden, side="pro", place=1, text="Telltale")
    choice.one(Benefit, "benefits", "gain", choice.cast.south, option=hidden, annual=88_888_800)
    said = everything(paper_of(choice))
    assert not re.search("Secret|Telltale|88,888|888888", said)
    assert "Outsource" in said


def test_a_paper_about_nothing_that_one_may_see_leaves_the_appraisal_out(choice: Choice) -> None:
    Item.objects.filter(pk=choice.appraisal.pk).update(audience=Audience.HOLDERS, recorded_by=choice.cast.south)
    said = everything(paper_of(choice))
    assert "Insource" not in said
    assert "100,000" not in said


def test_worked_out_amounts_are_in_whole_pounds_as_on_the_page(choice: Choice) -> None:
    content = paper_of(choice)
    npc = table(section(content, "What the options cost").blocks, "Net present cost")
    assert [bare(row[1]) for row in npc.rows] == ["£289,969", "£347,963"]
    figure = next(one for one in content.figures if one.label == "Net present cost of Insource")
    assert (figure.value, figure.unit, figure.inputs) == (28_996_943, "pence", ("cost_lines:desk@north",))


def test_scores_and_totals_carry_the_sheets_that_they_rest_on(choice: Choice) -> None:
    content = paper_of(choice)
    scores = section(content, "How the options compare by factor").blocks
    matrix = table(scores, "Scores by factor")
    assert [row[:4] for row in matrix.rows] == [("Control", "60.0%", "8.0", "3.0"), ("Cost", "40.0%", "4.0", "6.0")]
    totals = table(scores, "Weighted scores")
    assert [(row[0], bare(row[1]), row[-1]) for row in totals.rows] == [
        ("Insource", "6.4", "1"),
        ("Outsource", "4.2", "2"),
    ]
    inputs = {one.inputs for one in content.figures if one.unit == "score"}
    assert inputs == {("score_sheets:north-lead@north",)}


def test_every_picture_has_words_that_say_the_same(choice: Choice) -> None:
    pictures = [block for one in paper_of(choice).sections for block in one.blocks if isinstance(block, Picture)]
    assert len(pictures) == 3
    words = " ".join(one.alt for one in pictures)
    for word in ("Insource: 6.4", "Outsource: 4.2", "Insource: £289,969"):
        assert word in bare(words), f"{word} is in the picture only."
    assert all(one.image.startswith(b"<svg") for one in pictures)


def test_an_option_that_was_added_later_is_told_as_such(choice: Choice) -> None:
    addendum = choice.one(Addendum, "addenda", "november")
    choice.option("third", addendum=addendum, place=3)
    said = sentences(section(paper_of(choice), "Options considered").blocks)
    assert said.startswith("3 options were considered. 2 stood in the first list; Third was added by addendum.")


def test_a_preference_against_the_evidence_is_told(choice: Choice) -> None:
    Option.objects.filter(pk=choice.outsource.pk).update(outcome="preferred", outcome_reason="Members asked for it.")
    said = sentences(section(paper_of(choice), "Preferred option").blocks)
    assert (
        "Preferred: Outsource. Members asked for it. The evidence on record points to another option: Insource." in said
    )
