"""What is part of itself through others is refused, in words that name the circle, by file as well as by form."""

from typing import Any

import pytest

from severalty.appraisal.models import Factor, Option
from severalty.engine.appraisal import options as choice_records
from severalty.engine.appraisal.charges import Charge
from severalty.engine.estate.parties import Audience
from severalty.estate import importing
from severalty.tenancy.access import Viewer
from severalty.tenancy.actions import Refused
from severalty.tenancy.drafts import Effect
from severalty.tenancy.models import Case, Item
from tests.appraisal.choice import Choice, make_choice
from tests.conftest import NOON, Cast
from tests.estate.test_importing import bring, file_of

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def choice(cast: Cast) -> Choice:
    return make_choice(cast).filled()


def option(key: str, part_of: str = "", name: str = "") -> choice_records.Option:
    return choice_records.Option(key=key, name=name or key.title(), appraisal="future-it", part_of=part_of)


def problems(viewer: Viewer, case: Case, **tables: list[Any]) -> list[str]:
    return [str(one) for one in importing.preview(viewer, case, file_of(**tables), NOON).problems]


def test_a_circle_of_options_in_a_file_is_named_and_nothing_is_written(choice: Choice) -> None:
    viewer, case = choice.cast.viewer("north"), choice.cast.case
    rows = [option("a", "c"), option("b", "a"), option("c", "b"), option("d", "a")]
    found = problems(viewer, case, options=rows)
    assert len(found) == 3, "The option that only hangs on the circle is no part of it."
    assert "A is part of C, which is part of B, which is part of A" in found[0]
    with pytest.raises(Refused, match="A is part of C, which is part of B"):
        bring(viewer, case, file_of(options=rows))
    assert Option.objects.count() == 2


def test_an_option_of_a_file_that_is_part_of_itself_is_refused(choice: Choice) -> None:
    found = problems(choice.cast.viewer("north"), choice.cast.case, options=[option("alone", "alone")])
    assert "outside the circle that it closes: Alone is part of Alone" in found[0]


def test_a_circle_with_what_is_on_record_is_named(choice: Choice) -> None:
    choice.option("variant", part_of=choice.insource)
    rows = [option("insource", "variant")]
    [found] = problems(choice.cast.viewer("north"), choice.cast.case, options=rows)
    assert "Insource is part of Variant, which is part of Insource" in found


def test_a_file_may_break_a_circle_that_is_on_record(choice: Choice) -> None:
    Option.objects.filter(pk=choice.insource.pk).update(part_of=choice.outsource)
    Option.objects.filter(pk=choice.outsource.pk).update(part_of=choice.insource)
    bring(choice.cast.viewer("north"), choice.cast.case, file_of(options=[option("insource")]))
    assert Option.objects.get(pk=choice.insource.pk).part_of_id is None


def test_factors_and_charges_are_part_of_no_circle_either(choice: Choice) -> None:
    factors = [choice_records.Factor(key=key, name=key, appraisal="future-it", part_of=of) for key, of in ("xy", "yx")]
    charges = [Charge(key=key, name=key, year=2026, part_of=of) for key, of in ("xy", "yx")]
    viewer, case = choice.cast.viewer("north"), choice.cast.case
    for rows in ({"factors": factors}, {"charges": charges}):
        assert "x is part of y, which is part of x" in problems(viewer, case, **rows)[0]
    assert Factor.objects.count() == 3


def test_a_circle_names_nothing_that_the_viewer_may_not_see(choice: Choice) -> None:
    hidden = choice.option("secret", choice.cast.south, audience=Audience.HOLDERS, part_of=choice.insource)
    file = file_of(options=[option("x", "secret")])
    look = importing.preview(choice.cast.viewer("north"), choice.cast.case, file, NOON)
    assert [draft.effect for draft in look.drafts] == [Effect.REFUSED]
    assert "circle" not in str(look.problems[0])
    assert Item.objects.filter(pk=hidden.pk).exists()


def test_a_circle_that_is_on_record_is_told_on_the_page(choice: Choice) -> None:
    Option.objects.filter(pk=choice.insource.pk).update(part_of=choice.outsource)
    Option.objects.filter(pk=choice.outsource.pk).update(part_of=choice.insource)
    assert choice.worked().problems == (
        "These options are variants of one another: Insource, Outsource; break the circle.",
    )
