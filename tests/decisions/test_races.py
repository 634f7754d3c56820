"""Two people at one paper in the same moment: one of them is told, and nothing is written twice or lost."""

from functools import partial
from typing import Any

from severalty.decisions.actions import papers as actions
from severalty.decisions.models import Clearance, FrozenPaper, Paper, Passage
from severalty.engine.decisions import papers as records
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from tests.conftest import NOON, make_cast
from tests.decisions.conftest import Desk
from tests.tenancy.test_hardening import at_once

SUMMARY, PLANS = SectionKey.SUMMARY, SectionKey.PLANS


def kinds(found: list[Any]) -> list[str]:
    """What each of them got, by kind, in order of the alphabet."""
    return sorted(type(one).__name__ for one in found)


def save(desk: Desk, ref: str, token: str, text: str) -> str:
    words = {("summary", ""): desk.passage("cabinet", SUMMARY, text)}
    record = records.Paper(key="cabinet", name="ICT to be shared", kind=PaperKind.COMMITTEE, organisation="north")
    edit = actions.Edit(record, ref, token, words)
    return actions.save_paper(by=desk.cast.viewer("north"), at=NOON, why="a test", case=desk.cast.case, edit=edit)


def test_two_people_who_freeze_at_once_get_one_version(committed: None) -> None:
    desk = Desk(make_cast())
    paper = desk.save()
    found = at_once(*[partial(desk.freeze, paper)] * 3)
    assert {type(one) for one in found} == {FrozenPaper}, found
    assert len({one.pk for one in found}) == 1
    assert FrozenPaper.objects.count() == 1
    assert verify().broken is None


def test_two_versions_frozen_at_once_have_two_numbers(committed: None) -> None:
    desk = Desk(make_cast())
    paper = desk.save()
    drawn = desk.freezing(paper).body
    bodies = [{"body": drawn.replace("ICT to", f"ICT {one} to"), "digest": str(one) * 64} for one in range(3)]
    found = at_once(*[partial(desk.freeze, paper, **body) for body in bodies])
    assert sorted(one.number for one in found) == [1, 2, 3], found
    assert verify().broken is None


def test_two_people_who_add_a_paper_of_one_key_at_once_add_one(committed: None) -> None:
    desk = Desk(make_cast())
    found = at_once(*[partial(save, desk, "", "", text) for text in ("Mine.", "Yours.")])
    assert kinds(found) == ["Refused", "str"], found
    assert Paper.objects.count() == 1
    assert Passage.objects.count() == 1


def test_of_two_people_who_save_at_once_the_second_is_told(committed: None) -> None:
    desk = Desk(make_cast())
    paper = desk.save()
    token = desk.token(paper)
    found = at_once(*[partial(save, desk, paper.pk, token, text) for text in ("Mine.", "Yours.")])
    assert kinds(found) == ["Stale", "str"], found
    assert Passage.objects.get().text in ("Mine.", "Yours.")
    assert verify().broken is None


def test_a_paper_that_is_saved_while_it_is_frozen_is_frozen_as_it_was_seen_or_not_at_all(committed: None) -> None:
    desk = Desk(make_cast())
    for place in range(3):
        paper = desk.save(words={(SUMMARY, ""): f"Words {place}."})
        freezing = desk.freezing(paper)

        def freeze(freezing: actions.Freezing = freezing) -> FrozenPaper:
            return actions.freeze_paper(
                by=desk.cast.viewer("north"), at=NOON, why="a test", case=desk.cast.case, freezing=freezing
            )

        frozen, saved = at_once(freeze, partial(save, desk, paper.pk, freezing.token, f"Other words {place}."))
        assert isinstance(saved, str), saved
        assert isinstance(frozen, FrozenPaper | Stale), frozen
        if isinstance(frozen, FrozenPaper):
            assert f"Words {place}." in frozen.body
        assert Passage.objects.get().text == f"Other words {place}."
    assert verify().broken is None


def test_a_council_asked_by_two_people_at_once_is_asked_once(committed: None) -> None:
    desk = Desk(make_cast())
    paper = desk.progress({(PLANS, "south"): "Ready."})
    found = at_once(*[partial(desk.ask, paper)] * 2)
    assert sorted(found) == [0, 1], found
    assert Clearance.objects.count() == 1


def test_a_council_that_objects_while_its_paper_is_frozen_is_heard_or_was_too_late(committed: None) -> None:
    """Either the objection stands and nothing is frozen, or the paper was frozen on the agreement before it."""
    desk = Desk(make_cast())
    paper = desk.progress({(PLANS, "south"): "Ready."})
    desk.ask(paper)
    desk.answer(paper)
    freezing = desk.freezing(paper)
    frozen, answered = at_once(
        partial(
            actions.freeze_paper, by=desk.cast.viewer("north"), at=NOON, why="a test", case=desk.cast.case,
            freezing=freezing,
        ),
        partial(desk.answer, paper, agreed=False, note="No."),
    )  # fmt: skip
    assert isinstance(answered, Clearance), answered
    assert isinstance(frozen, FrozenPaper | Refused), frozen
    assert Clearance.objects.get().agreed is False
    assert FrozenPaper.objects.count() == (1 if isinstance(frozen, FrozenPaper) else 0)
    assert verify().broken is None
