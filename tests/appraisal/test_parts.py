"""A grid with more rows than one form may send comes in parts, and a part says nothing of the others."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from severalty.appraisal.forms.families import Place
from severalty.appraisal.models import Factor, Option, Score
from severalty.appraisal.views import grids
from severalty.appraisal.views.grids import MOST_ROWS, parted
from tests.appraisal.choice import Choice, make_choice
from tests.appraisal.test_grids import DONE, address, opened
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

FEW, MANY, WHY = (3, 6), (20, 55), {"why": "Workshop"}


@pytest.fixture
def choice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Choice:
    """Three options by six factors, and forms that hold no more than seven rows."""
    monkeypatch.setattr(grids, "MOST_ROWS", 7)
    return grown(make_choice(cast), FEW)


def grown(choice: Choice, size: tuple[int, int]) -> Choice:
    """The choice with so many options and factors to be scored."""
    for number in range(3, size[0] + 1):
        choice.option(f"option-{number:02}", place=number)
    for number in range(3, size[1] + 1):
        choice.one(Factor, "factors", f"factor-{number:02}", place=number)
    return choice


def parts(client: Client, url: str) -> list[str]:
    return [one.url for one in client.get(url).context["parts"]]


def sent(client: Client, url: str, **boxes: Any) -> Any:
    """What a browser sends of a part: every box of it, the blank ones too."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields} | WHY | boxes


def box(name: str, option: Option, factor: Factor) -> str:
    return f"{name}-{option.pk}-{factor.pk}"


@pytest.mark.slow
def test_no_part_sends_more_than_a_form_may_and_together_they_hold_every_pair(cast: Cast) -> None:
    choice = grown(make_choice(cast), MANY)
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    assert len(parts(client, url)) > 1
    seen: list[str] = []
    for one in parts(client, url):
        form = client.get(one).context["form"]
        assert len(form.fields) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS / 2, "A part comes near what is refused."
        seen += [name for name in form.fields if name.startswith("score-")]
    assert len(seen) == len(set(seen)) == MANY[0] * MANY[1]


def test_a_whole_grid_is_entered_part_by_part(choice: Choice) -> None:
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    pages, visited = parts(client, url), []
    here = pages[0]
    while here in pages:
        visited.append(here)
        data = sent(client, here)
        data |= {name: "5" if name.startswith("score-") else "Seen" for name in data
                 if name.startswith(("score-", "reason-"))}  # fmt: skip
        response = client.post(here, data)
        assert response.status_code == DONE, "A part was not taken."
        here = response["Location"]
    assert visited == pages, "Saving does not lead from part to part."
    assert Score.objects.count() == FEW[0] * FEW[1]


def test_a_part_leaves_the_scores_of_the_others_alone(choice: Choice) -> None:
    option, factor = Option.objects.get(item__key="option-03"), Factor.objects.get(item__key="factor-06")
    choice.score(option, factor, 7)
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    boxes = {box("score", choice.insource, choice.control): "3", box("reason", choice.insource, choice.control): "Why"}
    assert client.post(url, sent(client, url, **boxes)).status_code == DONE
    assert sorted(Score.objects.values_list("score", flat=True)) == [3, 7]


def test_what_comes_between_opening_and_saving_moves_no_row_out_of_its_part(choice: Choice) -> None:
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    first, second, *_ = parts(client, url)
    before = [name for name in opened(client, second) if name == "shown"]
    assert before, "The form does not say which rows it shows."
    edge = next(name for name in client.get(first).context["form"].fields if name.startswith("score-"))
    held = client.get(second).context["form"].places[0].at
    option, factor = (table.objects.get(pk=pk) for table, pk in zip((Option, Factor), held, strict=True))
    choice.score(option, factor, 9)
    data, elsewhere = sent(client, first), sent(client, second, **{box("score", option, factor): "8"})
    choice.option("between", place=1)
    assert client.post(first, data | {edge: "4", edge.replace("score", "reason"): "Why"}).status_code == DONE
    assert Score.objects.get(option=option, factor=factor).score == 9, "A score that was not shown was taken away."
    token = client.get(second).context["form"]["token"].value()
    assert client.post(second, elsewhere | {"token": token}).status_code == DONE
    assert Score.objects.get(option=option, factor=factor).score == 8, "What was typed was lost."


@pytest.mark.parametrize("asked", ["0", "99", "-1", "x", "", "²", "9" * 50])
def test_a_part_that_is_not_there_is_no_error(choice: Choice, asked: str) -> None:
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    assert any(one.is_here for one in client.get(url, {"part": asked}).context["parts"])


def test_a_small_grid_has_no_parts(cast: Cast) -> None:
    page = cast.client_of("north").get(address(make_choice(cast), "scores-change"))
    assert page.context["parts"] == []
    assert "Parts of this form" not in page.content.decode()


def test_the_way_back_goes_with_the_parts(choice: Choice) -> None:
    client, url = choice.cast.client_of("north"), address(choice, "scores-change")
    back = {"back": "/appraisal/thornton/options/"}
    urls = [one.url for one in client.get(url, back).context["parts"]]
    assert all("back=%2Fappraisal%2Fthornton%2Foptions%2F" in one for one in urls)
    final = client.post(urls[-1], sent(client, urls[-1]))
    assert final["Location"] == back["back"]


@given(st.lists(st.integers(1, 40), max_size=12), st.integers(1, 30))
def test_parts_hold_every_row_once_and_in_order(sizes: list[int], most: int) -> None:
    places = [Place((group, row), "", f"group {group}") for group, size in enumerate(sizes) for row in range(size)]
    found = parted(places, most)
    assert [one for page in found for one in page] == places
    assert all(len(page) <= most for page in found)
    whole = [size for size in sizes if size <= most]
    split = {one.group for page in found for one in page} - {None}
    for group in split:
        pages = [page for page in found if any(one.group == group for one in page)]
        size = sum(one.group == group for one in places)
        assert len(pages) == 1 or size not in whole, "A group that fits on a page was torn apart."


def test_the_bound_leaves_room_for_two_boxes_a_row() -> None:
    assert 3 * MOST_ROWS + 20 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
