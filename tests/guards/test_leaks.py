"""Nobody learns anything of what they may not see: no word, no number, and nothing that could be worked out."""

import difflib
import random
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify

from severalty.decisions.queries.papers import FROZEN
from severalty.engine.estate.holdings import Holding
from severalty.estate.models import Attestation
from severalty.tenancy.access import viewer_acting
from severalty.tenancy.models import Item
from tests.guards.leaks import crawl, probe, walked, worlds

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.usefixtures("settled")]

# How deep somebody walks (crawl.walk), and with how many things of each kind they begin; those who are not here ask for
# every address once.
DEPTHS = {"partner": 2, "supplier": 1, "anonymous": 0}
BEGIN = {"partner": 1_000, "supplier": 6, "anonymous": 6}
COMPARED = 1 / 8  # the part of all answers that one run compares with those of the twin; secrets are looked for in all
OTHERS = 6  # of the others each asks for one address in so many, and its neighbours for the next
PROBED = 1 / 2  # the part of the addresses of hidden things that one run asks for; the seed chooses which
# Addresses that the walk does not visit: the name, and why.
NOT_WALKED = {
    "tenancy:sign-out": "it shows nothing, and the walk would end there",
}


class _TakenBack(Exception):
    """Ends a world."""


@contextmanager
def passing() -> Iterator[None]:
    """A world that is gone afterwards, so that another can stand in its place."""
    try:
        with transaction.atomic():
            yield
            raise _TakenBack
    except _TakenBack:
        return


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """One moment, and nothing that tells how many rows there are."""
    monkeypatch.setattr(timezone, "now", lambda: walked.NOW)
    # Made of a number that both worlds count differently; it would tell so only if it could be reckoned back.
    monkeypatch.setattr(Attestation, "handle", property(lambda one: slugify(one.owner)))


def difference(twin: str, text: str) -> str:
    """The first lines in which two answers differ."""
    lines = [re.split(r"(?<=>)|\n", one) for one in (twin, text)]
    return " ".join(line.strip() for line in list(difflib.unified_diff(*lines, n=0, lineterm=""))[3:9])


def told_outright(walks: dict[str, crawl.Walk]) -> Iterator[str]:
    """Every secret that stands in an answer, and every answer that is a fault of ours."""
    for who, walk in walks.items():
        for address, answer in walk.answers.items():
            secrets = crawl.leaks_in(address, answer.text)
            if secrets:
                yield f"{who} reads {', '.join(secrets[:3])} on {address}"
            if answer.status >= 500:
                yield f"{who} gets an error of ours on {address}"


def told_by_comparison(world: walked.World, walks: dict[str, crawl.Walk]) -> Iterator[str]:
    """Every answer that was another one in the world with secrets."""
    for who, walk in walks.items():
        client = crawl.client_of(world, who)
        for address, answer in walk.answers.items():
            if random.random() > COMPARED:  # noqa: S311 - the seed stands at the head of the run; each run takes others
                continue
            _, twin = crawl.ask(client, address)
            texts = crawl.comparable(twin.text), crawl.comparable(answer.text)
            if twin.status != answer.status or texts[0] != texts[1]:
                yield f"{who} can tell that something is hidden on {address}: {difference(*texts)}"[:600]


@pytest.mark.sqlite_enough
@pytest.mark.parametrize(
    "who",
    [["partner"], ["supplier"], ["anonymous", "the others"]],
    ids=["partner", "supplier", "everybody else"],
)
def test_nobody_learns_of_what_is_hidden(
    who: list[str], pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every address as everybody in a world with a thousand secrets; an eighth of them beside its twin."""
    names, walks = crawl.named_patterns(), dict[str, crawl.Walk]()
    patterns = [(name, parameters) for name, parameters in names.items() if name not in NOT_WALKED]
    with passing():
        world = worlds.filled(pytestconfig, monkeypatch)
        assert world.planted >= walked.SECRETS, "The guard plants fewer secrets than it promises."
        for number, one in enumerate(world.people):
            if one in who or ("the others" in who and one not in DEPTHS):
                begin = list(crawl.starts(world, patterns, BEGIN.get(one, 1)))
                begin = begin if one in DEPTHS else begin[number % OTHERS :: OTHERS]
                walks[one] = crawl.walk(world, one, begin, DEPTHS.get(one, 0))
    world = worlds.opened(pytestconfig, monkeypatch)
    found = [*told_outright(walks), *told_by_comparison(world, walks)]
    assert not found, f"{len(found)} leaks:\n" + "\n".join(found[:40])
    missed = set(names) - set().union(*(walk.names for walk in walks.values())) - set(NOT_WALKED)
    assert not missed, f"The walk does not reach {sorted(missed)}: give crawl.OFFERS what their addresses need."
    stale = set(NOT_WALKED) - set(names)
    assert not stale, f"NOT_WALKED excuses addresses that are no longer there: {sorted(stale)}"


def test_asking_for_what_is_hidden_is_like_asking_for_nothing(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Addresses, forms and files with hidden names are answered like those with names that do not exist."""
    world = worlds.filled(pytestconfig, monkeypatch)
    found: list[str] = []
    names = list(crawl.named_patterns().items())
    for who in DEPTHS:
        client = crawl.client_of(world, who)
        pairs = [one for one in crawl.hidden_places(world, names) if random.random() < PROBED]  # noqa: S311
        found += [f"{who}: {where} answers {how}" for where, how in probe.by_addresses(client, pairs)]
    client = crawl.client_of(world, "partner")
    found += [f"{where}, {column}: {how}" for where, column, how in probe.by_forms(client, world)]
    person = world.people["partner"]
    assert person is not None
    viewer = viewer_acting(person.appointments.select_related("organisation", "person").get(), walked.NOW.date())
    found += [f"a file with {column}: {judged}" for column, judged in probe.by_files(viewer, world)]
    assert not found, f"{len(found)} leaks:\n" + "\n".join(found[:20])


def test_nobody_records_in_the_name_of_another(pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """A share in somebody's record that names them as its recorder would open that record to whom it names."""
    world = worlds.opened(pytestconfig, monkeypatch)
    person = world.people["partner"]
    assert person is not None
    viewer = viewer_acting(person.appointments.select_related("organisation", "person").get(), date(2026, 11, 22))
    item = Item.objects.get(pk=world.refs["contracts"][2])
    claim = Holding(item=f"contracts:{item.key}@{walked.OWNER}", organisation="norwell", recorded_by=walked.OWNER)
    with pytest.raises(AssertionError, match="your own organisation"):
        walked.write(world.case, "holdings", [claim], viewer)


def test_the_walker_finds_what_a_broken_rule_lets_through(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a rule of sight that lets everything through, secrets stand in lists, counts, search, files and the map."""
    world = worlds.filled(pytestconfig, monkeypatch)
    for module in [one for name, one in sys.modules.items() if name.startswith("severalty.")]:
        if hasattr(module, "sight_of"):
            monkeypatch.setattr(module, "sight_of", lambda *_args, **_kwargs: Q())
    client, base = crawl.client_of(world, "partner"), f"/estate/{world.case.key}/"
    places = {
        "lists": "register/contracts/",
        "search": f"search/?q={walked.MARK}name",
        "files": "register/services/?export=csv",
        "workbooks": "register/contracts/?export=xlsx",
        "papers": "register/contracts/word/",
        "the map": f"map/?about={world.hidden['services'][0]}",
        "the runway": "runway/",
        "pages": f"item/{world.hidden['contracts'][0]}/",
        "options": f"/appraisal/{world.case.key}/options/{world.hidden['appraisals'][0]}/",
        "papers in preparation": f"/papers/{world.case.key}/paper/{world.hidden['papers'][0]}/",
        "frozen papers": f"/papers/{world.case.key}/frozen/{world.hidden[FROZEN][0]}/",
        "papers as PDF": f"/papers/{world.case.key}/frozen/{world.hidden[FROZEN][0]}/file/pdf/",
    }
    for what, where in places.items():
        here = where if where.startswith("/") else base + where
        _, answer = crawl.ask(client, here)
        assert crawl.leaks_in(here, answer.text), f"The walker does not see what leaks in {what}."
    _, answer = crawl.ask(client, base)
    shown = {int(number) for number in re.findall(r'sev-cell--count">(\d+)<', answer.text)}
    assert max(shown) > 10, "The walker would not see secrets being counted."
