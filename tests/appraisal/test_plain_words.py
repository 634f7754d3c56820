"""What stands in the way is told in names that a person knows, never in the handles that the engine goes by."""

import re
from collections.abc import Callable

import pytest

from severalty.appraisal.models import CostAmount, CostKey, CostLine, Factor, Option, ScoreSheet
from severalty.engine.estate.parties import Audience
from severalty.tenancy.models import Item
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.appraisal.test_options_views import address
from tests.appraisal.test_sections import everything, paper_of
from tests.appraisal.test_views import text_of
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

HANDLE = re.compile(r"\b[a-z_]+:[^\s]+@[a-z]+")


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def _no_weight(choice: Choice) -> None:
    Factor.objects.filter(pk=choice.cost.pk).update(swing=0)


def _circle(choice: Choice) -> None:
    Factor.objects.filter(pk=choice.money.pk).update(part_of=choice.cost)


def _elsewhere(choice: Choice) -> None:
    other = choice.another_option().appraisal
    theirs = choice.one(Factor, "factors", "their-factor", appraisal=other)
    Factor.objects.filter(pk=choice.control.pk).update(part_of=theirs)


def _key_without_counts(choice: Choice) -> None:
    item = choice.cast.item(choice.cast.north, "seats", Audience.PARTNERS, table="cost_keys", name="Seats in use")
    CostLine.objects.filter(pk=choice.line.pk).update(cost_key=CostKey.objects.create(item=item, unit="users"))


def _twice(choice: Choice) -> None:
    choice.child(CostAmount, cost_line=choice.line, year=FIRST, amount=5)


def _two_agreed(choice: Choice) -> None:
    for key in ("agreed-one", "agreed-two"):
        choice.score(choice.insource, choice.control, 5, choice.one(ScoreSheet, "score_sheets", key, kind="agreed"))


def _line_of_another(choice: Choice) -> None:
    CostLine.objects.filter(pk=choice.line.pk).update(option=choice.another_option())


def _variant_of_another(choice: Choice) -> None:
    Option.objects.filter(pk=choice.insource.pk).update(part_of=choice.another_option())


FAULTS: dict[str, tuple[Callable[[Choice], None], str]] = {
    "swings all nought": (_no_weight, "the factors of Money are all nought (Cost); give 100"),
    "a circle": (_circle, "These factors are part of one another: Cost, Money; break the circle."),
    "a factor of another appraisal": (_elsewhere, "Control is part of “their-factor”, which is not among the factors"),
    "a key without counts": (_key_without_counts, "its key Seats in use has no counts"),
    "an amount twice": (_twice, "Desk: it has more than one amount in 2026/27"),
    "agreed twice": (_two_agreed, "Insource on Control: agreed in"),
    "an option of another appraisal": (_line_of_another, "Desk names the option elsewhere, which another appraisal"),
    "a variant of another appraisal": (_variant_of_another, ""),
}


@pytest.mark.parametrize("what", FAULTS)
def test_faults_are_told_in_names(choice: Choice, what: str) -> None:
    break_it, words = FAULTS[what]
    break_it(choice)
    client = choice.cast.client_of("north")
    said = {name: text_of(client, address(choice, name))
            for name in ("appraisal", "scores", "costs", "services", "benefits", "option")}  # fmt: skip
    assert words in " ".join(said.values()), "What is wrong is not told in these words."
    for name, text in said.items():
        assert not HANDLE.search(text), f"{name} shows a handle: {HANDLE.findall(text)}"
    told = " ".join((*choice.worked().problems, *choice.worked().appraised.cautions))
    assert not HANDLE.search(told)
    paper = re.sub(r"inputs=\([^)]*\)", "", everything(paper_of(choice)))
    assert not HANDLE.search(paper), f"The paper shows a handle: {HANDLE.findall(paper)}"


def test_what_people_wrote_is_left_as_it_is(choice: Choice) -> None:
    Item.objects.filter(pk=choice.line.pk).update(name="Desk, ask mailto:desk@north.example", source="")
    told = choice.worked().appraised.cautions
    assert any(one.startswith("Desk, ask mailto:desk@north.example: ") for one in told), told
