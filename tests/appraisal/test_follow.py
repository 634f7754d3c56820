"""Change one score, one amount, one rate: page, file, picture and paper follow, and the old paper still verifies."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import docx
import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from severalty.appraisal.models import CostAmount
from severalty.appraisal.reports.worked import worked_of
from severalty.cli.main import main
from severalty.decisions.models import FrozenPaper, Paper
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence, show_pounds
from severalty.formats.paper_json import digest_of, read_paper
from severalty.formats.paper_verify import verify_paper
from severalty.formats.rates import discount_schedules
from tests.appraisal.choice import FIRST, Choice, make_choice
from tests.appraisal.test_grids import address, cell, save
from tests.appraisal.test_views import text_of
from tests.conftest import Cast

pytestmark = pytest.mark.sqlite_enough

OK, DONE = 200, 302
DOORS = (
    "overview", "scores", "costs", "option", "options.csv", "value.svg", "cost.svg", "command", "paper", "paper.json",
    "paper.docx", "paper.pdf",
)  # fmt: skip
Captured = pytest.CaptureFixture[str]


@dataclass
class Desk:
    """An appraisal with a paper about it, and everything that is told of the two."""

    choice: Choice
    paper: Paper
    capsys: Captured

    @property
    def client(self) -> Client:
        return self.choice.cast.client_of("finance")

    def url(self, name: str, *more: str) -> str:
        return reverse(name, args=["thornton", *more])

    def told(self) -> dict[str, str]:
        """What each door tells, as text."""
        client, ref = self.client, self.choice.appraisal.pk
        overview = client.get(self.url("appraisal:appraisal", ref)).content.decode()
        pictures = re.findall(r"<svg.*?</svg>", overview, re.DOTALL)
        value = next(one for one in pictures if "Weighted scores" in one)
        cost = next(one for one in pictures if "Net present cost" in one)
        files = {form: self.file("decisions:paper-file", self.paper.pk, form) for form in ("json", "docx", "pdf")}
        csv = client.get(self.url("appraisal:appraisal", ref), {"export": "options"})
        return {
            "overview": text_of(client, self.url("appraisal:appraisal", ref)),
            "scores": text_of(client, self.url("appraisal:scores", ref)),
            "costs": text_of(client, self.url("appraisal:costs", ref)),
            "option": text_of(client, self.url("appraisal:option", self.choice.insource.pk)),
            "options.csv": b"".join(csv.streaming_content).decode(),
            "value.svg": value,
            "cost.svg": cost,
            "command": json.dumps(self.command()),
            "paper": text_of(client, self.url("decisions:paper", self.paper.pk)),
            "paper.json": files["json"].decode(),
            "paper.docx": word_text(files["docx"]),
            "paper.pdf": pdf_text(files["pdf"]),
        }

    def command(self) -> dict[str, Any]:
        """What the command line tells."""
        self.capsys.readouterr()
        assert main(["appraise", "thornton", "--json"]) == 0
        found: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        return found

    def file(self, name: str, *more: str) -> bytes:
        response = self.client.get(self.url(name, *more))
        assert response.status_code == OK
        return bytes(response.content)

    def freeze(self) -> FrozenPaper:
        """The paper frozen through its page."""
        token = self.client.get(self.url("decisions:paper", self.paper.pk)).context["form"].initial["token"]
        data = {"token": token, "audience": "partners", "why": "For Cabinet"}
        assert self.client.post(self.url("decisions:freeze", self.paper.pk), data).status_code == DONE
        return FrozenPaper.objects.latest("number")


def word_text(data: bytes) -> str:
    found = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return " ".join([paragraph.text for paragraph in found.paragraphs] + cells)


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).split())


@pytest.fixture
def desk(cast: Cast, capsys: Captured) -> Desk:
    choice = make_choice(cast).filled()
    item = cast.item(cast.north, "cabinet", Audience.PARTNERS, table="papers", name="ICT to be shared")
    paper = Paper.objects.create(item=item, kind="committee", organisation=cast.north, subject=choice.appraisal.item)
    return Desk(choice, paper, capsys)


def change_a_score(desk: Desk) -> None:
    choice = desk.choice
    data = {cell(choice, "score"): "9", cell(choice, "reason"): "Seen at work"}
    save(desk.client, address(choice, "scores-change"), data)


def change_an_amount(desk: Desk) -> None:
    save(desk.client, address(desk.choice, "amounts-change"), {"amount-2027": "104000"})


def change_the_rates(desk: Desk) -> None:
    url = reverse("appraisal:record-change", args=["thornton", desk.choice.appraisal.pk])
    save(desk.client, url, {"rates": "health"})


def change_a_weight(desk: Desk) -> None:
    url = reverse("appraisal:record-change", args=["thornton", desk.choice.control.pk])
    save(desk.client, url, {"swing": "140"})


SCORE_DOORS = frozenset({"overview", "scores", "option", "options.csv", "value.svg", "command", "paper", "paper.json",
                         "paper.docx", "paper.pdf"})  # fmt: skip
COST_DOORS = frozenset(DOORS) - {"scores", "value.svg"}
CHANGES: dict[str, tuple[Callable[[Desk], None], frozenset[str]]] = {
    "a score": (change_a_score, SCORE_DOORS),
    "a weight": (change_a_weight, SCORE_DOORS),
    "an amount": (change_an_amount, COST_DOORS),
    "the rates": (change_the_rates, COST_DOORS),
}


def figures(desk: Desk) -> dict[str, tuple[str, str]]:
    """What insourcing is worth and costs, as people read it and as the command line spells it."""
    found = desk.choice.worked("finance")
    standing = found.standing(found.comparison.handle_of(desk.choice.insource.pk))
    assert standing.score is not None
    assert standing.npc_pence is not None
    return {
        "score": (f"{standing.score:.1f}", json.dumps(standing.score)),
        "cost": (show_pounds(standing.npc_pence, Evidence.REPORTED), str(standing.npc_pence)),
    }


def expected(desk: Desk, door: str) -> list[str]:
    """The figures that a door must tell."""
    score, cost = figures(desk)["score"], figures(desk)["cost"]
    if door == "command":
        return [f'"score": {score[1]}', f'"npc_pence": {cost[1]}']
    return [*([score[0]] if door in SCORE_DOORS else []), *([cost[0]] if door in COST_DOORS else [])]


def test_every_door_tells_the_same_figures(desk: Desk) -> None:
    told = desk.told()
    assert set(told) == set(DOORS)
    for door, text in told.items():
        for figure in expected(desk, door):
            assert figure in text, f"{door} does not say {figure}."


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_followed_everywhere_and_the_frozen_paper_stays(desk: Desk, what: str) -> None:
    change, doors = CHANGES[what]
    frozen, before, was = desk.freeze(), desk.told(), figures(desk)
    held = {form: desk.file("decisions:frozen-file", frozen.pk, form) for form in ("json", "docx", "pdf")}
    digest = desk.choice.worked("finance").digest
    change(desk)
    after, now = desk.told(), figures(desk)
    changed = {name: was[name][0] for name in was if was[name] != now[name]}
    assert len(changed) == 1, f"{what} moves {sorted(changed)}."
    for door in DOORS:
        assert (after[door] != before[door]) or door not in doors, f"{door} does not follow {what}."
        for figure in expected(desk, door):
            assert figure in after[door], f"{door} does not say {figure} after {what} changed."
    for door in doors - {"scores", "costs", "paper", "paper.docx", "paper.pdf", "paper.json"}:
        assert not any(old in after[door] for old in changed.values()), f"{door} still says {changed}."
    assert desk.choice.worked("finance").digest != digest
    assert desk.command()["digest"] == desk.choice.worked("finance").digest
    for form, data in held.items():
        assert desk.file("decisions:frozen-file", frozen.pk, form) == data, f"The frozen {form} is another now."
        verdict = verify_paper(data, f"frozen.{form}", frozen.digest)
        assert verdict.unchanged, f"{form}: {verdict.differences}"
        assert verdict.digest == frozen.digest
    new = digest_of(read_paper(desk.file("decisions:paper-file", desk.paper.pk, "json")))
    assert new != frozen.digest


def test_a_changed_paper_does_not_pass_for_the_frozen_one(desk: Desk) -> None:
    frozen = desk.freeze()
    change_a_score(desk)
    again = desk.freeze()
    assert (again.number, again.digest != frozen.digest) == (frozen.number + 1, True)
    data = desk.file("decisions:frozen-file", again.pk, "docx")
    assert not verify_paper(data, "new.docx", frozen.digest).unchanged
    assert verify_paper(data, "new.docx", again.digest).unchanged


def test_frozen_again_without_a_change_it_is_the_same_version(desk: Desk) -> None:
    assert desk.freeze().pk == desk.freeze().pk


def test_new_rates_in_the_book_are_followed_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from severalty.appraisal.reports import worked  # noqa: PLC0415 - the module is patched

    before = figures(desk)["cost"]
    rates = dict(discount_schedules())
    standard = next(one for key, one in rates.items() if key == "standard")
    health = next(one for key, one in rates.items() if key == "health")
    swapped = {**rates, standard.rates: type(standard)(**{**vars(standard), "bands": health.bands})}
    monkeypatch.setattr(worked, "discount_schedules", lambda: swapped)
    assert figures(desk)["cost"] != before
    told = desk.told()
    for door in COST_DOORS:
        for figure in expected(desk, door):
            assert figure in told[door], f"{door} keeps the old rates."


def test_a_line_of_a_partner_is_followed_by_those_who_see_it_and_no_others(desk: Desk) -> None:
    choice = desk.choice
    line = choice.cost_line("extra", choice.insource, choice.cast.south, audience=Audience.HOLDERS)
    before = worked_of(choice.seen("north")).digest
    choice.child(CostAmount, choice.cast.south, cost_line=line, year=FIRST, amount=1_000_00)
    assert worked_of(choice.seen("north")).digest == before
    assert choice.worked("south").digest != before
