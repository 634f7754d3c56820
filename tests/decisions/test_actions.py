"""Writing papers: what is frozen stays, what councils were asked counts, and everything leaves a trace."""

import json
from datetime import timedelta

import pytest

from severalty.decisions.actions import papers as actions
from severalty.decisions.models import Clearance, FrozenPaper, Paper, Passage
from severalty.engine.decisions import papers as records
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.formats.paper_json import digest_of
from severalty.formats.paper_verify import verify_paper
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.audit import verify
from tests.conftest import NOON
from tests.decisions.conftest import WORDS, Desk, entries

SUMMARY, LEGAL, PLANS = SectionKey.SUMMARY, SectionKey.LEGAL, SectionKey.PLANS
READY = {(PLANS, "south"): "South is ready."}


def last() -> tuple[str, str, str]:
    """What the trail says was done last: the act, the table and the subject."""
    entry = entries()[-1]
    return entry["act"], entry["table"], entry["subject"]


def words_of(paper: Paper) -> dict[str, str]:
    return dict(Passage.objects.filter(paper=paper).values_list("section", "text"))


# ----------------------------------------------------------------------------------------------------------- writing


def test_a_paper_is_written_with_its_words_and_a_trace_of_both(desk: Desk) -> None:
    paper = desk.save()
    assert (paper.item.name, paper.kind, paper.organisation) == ("ICT to be shared", "committee", desk.cast.north)
    assert words_of(paper) == {"summary": "The service costs £52k a year."}
    assert [(one["act"], one["table"], one["why"]) for one in entries()] == [
        ("create", "papers", "a test"), ("create", "passages", "a test"),
    ]  # fmt: skip


def test_words_left_blank_go_and_words_not_asked_about_stay(desk: Desk) -> None:
    paper = desk.save(words={(SUMMARY, ""): "First.", (LEGAL, ""): "A deed."})
    desk.save(words={(SUMMARY, ""): ""})
    assert words_of(paper) == {"legal": "A deed."}
    assert entries()[-1]["act"] == "remove"
    assert entries()[-1]["before"]["text"] == "First."


def test_saving_what_is_there_already_changes_nothing(desk: Desk) -> None:
    paper = desk.save()
    count, version = len(entries()), paper.item.version
    assert desk.save().item.version == version
    assert len(entries()) == count


def test_a_change_of_words_alone_moves_the_version_of_the_paper(desk: Desk) -> None:
    version = desk.save().item.version
    assert desk.save(words={(SUMMARY, ""): "Other words."}).item.version > version


def edit_of(desk: Desk, key: str, ref: str = "", token: str = "", name: str = "Mine") -> actions.Edit:
    return actions.Edit(records.Paper(key=key, name=name, kind=PaperKind.COMMITTEE), ref, token)


def write(desk: Desk, edit: actions.Edit, who: str = "north") -> str:
    return actions.save_paper(by=desk.cast.viewer(who), at=NOON, why="a test", case=desk.cast.case, edit=edit)


def test_an_old_form_does_not_write_over_what_somebody_else_saved(desk: Desk) -> None:
    paper = desk.save()
    token = desk.token(paper)
    desk.save(words={(SUMMARY, ""): "Theirs."})
    with pytest.raises(Stale, match="was changed by somebody else since you opened it"):
        write(desk, edit_of(desk, "cabinet", paper.pk, token))
    assert words_of(paper) == {"summary": "Theirs."}


def test_a_key_that_is_taken_is_refused_and_nothing_is_written_over(desk: Desk) -> None:
    desk.save()
    with pytest.raises(Refused, match="keeps a paper cabinet already"):
        write(desk, edit_of(desk, "cabinet"))
    assert Paper.objects.get().item.name == "ICT to be shared"


def test_a_paper_does_not_land_on_another_by_its_key(desk: Desk) -> None:
    paper, other = desk.save(), desk.save("other", name="Another")
    for key in ("other", "new"):
        with pytest.raises(Refused, match="key of a paper cannot be changed"):
            write(desk, edit_of(desk, key, paper.pk, desk.token(paper)))
    other.item.refresh_from_db()
    assert other.item.name == "Another"
    assert Paper.objects.count() == 2


def test_nobody_writes_the_paper_of_another_organisation(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    token, count = desk.token(paper), len(entries())
    with pytest.raises(Refused):
        write(desk, edit_of(desk, "cabinet", paper.pk, token), "south")
    with pytest.raises(Refused, match="no longer on record"):
        write(desk, edit_of(desk, "cabinet", paper.pk, token), "supplier")
    paper.item.refresh_from_db()
    assert paper.item.name == "ICT to be shared"
    assert len(entries()) == count
    assert Paper.objects.count() == 1


def test_two_councils_may_use_one_key_for_papers_of_their_own(desk: Desk) -> None:
    desk.save(audience=Audience.PARTNERS)
    desk.save(who="south", words={(LEGAL, ""): "Of South."})
    assert Paper.objects.count() == 2
    assert [row.paper.item.recorded_by.key for row in Passage.objects.order_by("pk")] == ["north", "south"]


# ---------------------------------------------------------------------------------------------------------- freezing


def test_a_frozen_paper_is_its_json_under_its_digest_with_a_trace(desk: Desk) -> None:
    made = desk.freeze(desk.save(), audience=Audience.PARTNERS)
    content = json.loads(made.body)
    assert made.digest == digest_of(made.body.encode())
    assert (content["title"], content["draft"], made.number) == ("ICT to be shared", False, 1)
    assert (made.item.audience, made.frozen_by, made.organisation) == ("partners", "North (fictional)", desk.cast.north)
    entry = entries()[-1]
    assert last() == ("freeze", "papers", "cabinet")
    assert entry["why"] == "For Cabinet"
    assert entry["after"] == {"digest": made.digest, "version": "1", "audience": "partners"}
    assert verify().broken is None


def test_the_same_words_frozen_again_are_the_version_that_is_there(desk: Desk) -> None:
    paper = desk.save()
    made, count = desk.freeze(paper), len(entries())
    assert desk.freeze(paper) == made
    assert (FrozenPaper.objects.count(), len(entries())) == (1, count)


def test_the_same_words_frozen_for_another_audience_are_seen_by_that_one(desk: Desk) -> None:
    """The form asked who may see it, and the answer was left aside where the words had been frozen before."""
    paper = desk.save()
    made = desk.freeze(paper)
    assert made.item.audience == Audience.HOLDERS
    version, count = made.item.version, len(entries())
    again = desk.freeze(paper, audience=Audience.PUBLIC)
    made.item.refresh_from_db()
    assert (again, made.item.audience, made.item.version) == (made, Audience.PUBLIC, version + 1)
    assert (FrozenPaper.objects.count(), len(entries())) == (1, count + 1)
    entry = entries()[-1]
    assert (entry["act"], entry["before"], entry["after"]) == ("share", {"audience": "holders"}, {"audience": "public"})
    assert entry["why"] == "For Cabinet"
    assert verify().broken is None


def test_an_answer_is_stale_when_only_the_evidence_of_a_figure_changed(desk: Desk) -> None:
    paper = desk.progress({(PLANS, "south"): "South has £20k."})
    desk.ask(paper)
    desk.answer(paper)
    assert desk.freeze(paper, audience=Audience.PARTNERS)
    Passage.objects.filter(paper=paper).update(evidence="reported")
    with pytest.raises(Refused, match="South Thornton has not agreed"):
        desk.freeze(paper)


def test_other_words_make_another_version_and_the_old_one_still_verifies(desk: Desk) -> None:
    paper = desk.save()
    first = desk.freeze(paper)
    desk.save(words={(SUMMARY, ""): "The service costs £60k a year."})
    second = desk.freeze(paper)
    assert (first.number, second.number) == (1, 2)
    assert first.digest != second.digest
    first.refresh_from_db()
    verdict = verify_paper(first.body.encode(), "first.json", first.digest)
    assert verdict.unchanged, verdict.differences
    assert "£52k" in first.body
    assert not verify_paper(second.body.encode(), "second.json", first.digest).unchanged


def test_words_that_came_back_are_the_first_version_again(desk: Desk) -> None:
    """The digest of the words counts; how often the draft was changed in between does not."""
    paper = desk.save()
    first = desk.freeze(paper)
    desk.save(words={(SUMMARY, ""): "Other words."})
    desk.freeze(paper)
    desk.save(words=WORDS)
    assert desk.freeze(paper) == first


def test_the_same_words_of_two_papers_are_two_frozen_papers(desk: Desk) -> None:
    first = desk.save("one")
    body = {"body": desk.freezing(first).body, "digest": "0" * 64}
    one, other = desk.freeze(first, **body), desk.freeze(desk.save("other"), **body)
    assert one.pk != other.pk
    assert (one.number, other.number) == (1, 1)


def test_nothing_is_frozen_on_the_strength_of_an_old_look(desk: Desk) -> None:
    paper = desk.save()
    freezing = desk.freezing(paper)
    desk.save(words={(SUMMARY, ""): "Other words."})
    with pytest.raises(Stale, match="Look at it again"):
        desk.freeze(paper, token=freezing.token)
    assert not FrozenPaper.objects.exists()


@pytest.mark.parametrize("who", ["south", "supplier", "stranger", "anonymous"])
@pytest.mark.parametrize("audience", [Audience.HOLDERS, Audience.PUBLIC])
def test_only_the_keeper_freezes_a_paper(desk: Desk, who: str, audience: Audience) -> None:
    paper = desk.save(audience=audience)
    with pytest.raises(Refused, match="Only the organisation that keeps a paper"):
        desk.freeze(paper, who)
    assert not FrozenPaper.objects.exists()


def test_who_may_see_a_frozen_paper_is_changed_and_the_paper_is_not(desk: Desk) -> None:
    made = desk.freeze(desk.save())
    actions.share_frozen(
        by=desk.cast.viewer("finance"), at=NOON + timedelta(days=1), why="It is published", case=desk.cast.case,
        ref=made.pk, audience=Audience.PUBLIC,
    )  # fmt: skip
    again = FrozenPaper.objects.get()
    assert (again.item.audience, again.digest, again.frozen_at) == ("public", made.digest, NOON)
    entry = entries()[-1]
    assert (entry["act"], entry["before"], entry["after"]) == (
        "share", {"audience": "holders"}, {"audience": "public"},
    )  # fmt: skip


@pytest.mark.parametrize("who", ["south", "service", "supplier", "stranger", "anonymous"])
def test_nobody_else_says_who_may_see_a_frozen_paper(desk: Desk, who: str) -> None:
    made = desk.freeze(desk.save(), audience=Audience.PARTNERS)
    count = len(entries())
    with pytest.raises(Refused, match="Only the organisation that froze"):
        actions.share_frozen(
            by=desk.cast.viewer(who), at=NOON, why="a test", case=desk.cast.case, ref=made.pk,
            audience=Audience.PUBLIC,
        )  # fmt: skip
    made.item.refresh_from_db()
    assert made.item.audience == "partners"
    assert len(entries()) == count


# ------------------------------------------------------------------------------------------------- what councils say


def test_a_council_is_asked_once_and_that_leaves_a_trace(desk: Desk) -> None:
    paper = desk.progress(READY)
    assert desk.ask(paper) == 1
    assert last() == ("ask", "papers", "quarter")
    assert entries()[-1]["after"] == {"council": "south"}
    count = len(entries())
    assert desk.ask(paper) == 0
    assert (Clearance.objects.count(), len(entries())) == (1, count)


def test_only_the_keeper_asks(desk: Desk) -> None:
    paper = desk.progress(READY, audience=Audience.PARTNERS)
    with pytest.raises(Refused, match="Only the organisation that keeps a paper"):
        desk.ask(paper, who="south")
    assert not Clearance.objects.exists()


def test_nothing_is_frozen_while_a_council_that_was_asked_has_not_answered(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    with pytest.raises(Refused, match="South Thornton has not agreed to the part about them as it stands"):
        desk.freeze(paper)
    desk.answer(paper)
    assert desk.freeze(paper).number == 1


def test_a_progress_report_waits_for_councils_that_nobody_asked(desk: Desk) -> None:
    paper = desk.progress(READY)
    with pytest.raises(Refused, match="South Thornton has not agreed to the part about them"):
        desk.freeze(paper, audience=Audience.PUBLIC)
    desk.freeze(paper, override="The meeting is tomorrow.")
    assert entries()[-1]["after"]["although a council has not agreed"] == "The meeting is tomorrow."


def test_what_was_looked_at_is_what_is_frozen(desk: Desk) -> None:
    paper = desk.save()
    with pytest.raises(Stale):
        desk.freeze(paper, looked_at="0" * 64)
    assert desk.freeze(paper, looked_at=desk.freezing(paper).digest).number == 1


def test_nothing_is_frozen_against_an_objection(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper, agreed=False, note="We are not ready.")
    with pytest.raises(Refused, match="has not agreed"):
        desk.freeze(paper)


def test_an_agreement_is_to_the_words_that_were_shown_and_to_no_others(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper)
    desk.progress({(PLANS, "south"): "South is late."})
    with pytest.raises(Refused, match="as it stands"):
        desk.freeze(paper)
    desk.progress(READY)
    assert desk.freeze(paper).number == 1, "The words agreed to came back."


def test_what_is_said_of_others_does_not_touch_an_agreement(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper)
    desk.progress({(PLANS, "north"): "North is late.", (SUMMARY, ""): "A summary."})
    assert desk.freeze(paper).number == 1


def test_a_figure_on_record_that_moves_makes_an_agreement_stale(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper)
    desk.charge("desk", 84_000, borne_by=desk.cast.south)
    with pytest.raises(Refused, match="as it stands"):
        desk.freeze(paper)


def test_freezing_all_the_same_takes_a_reason_and_the_trail_keeps_it(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper, ("south", "north"))
    with pytest.raises(Refused, match="South Thornton and North Thornton have not agreed"):
        desk.freeze(paper)
    desk.freeze(paper, override="The meeting is tomorrow.")
    assert entries()[-1]["after"]["although a council has not agreed"] == "The meeting is tomorrow."


def test_a_reason_that_was_not_needed_is_not_held_against_anybody(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper)
    desk.freeze(paper, override="In case South has not agreed.")
    assert "although a council has not agreed" not in entries()[-1]["after"]


def test_an_answer_is_kept_with_who_gave_it_and_what_they_were_shown(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    given = desk.answer(paper, note="  Thank you.  ")
    assert (given.agreed, given.note, given.digest) == (True, "Thank you.", desk.part(paper))
    assert given.answered_by == desk.cast.people["south"]
    assert last() == ("answer", "papers", "quarter")
    assert entries()[-1]["after"] == {"agreed": "yes", "note": "Thank you.", "digest": desk.part(paper)}


@pytest.mark.parametrize("who", ["north", "service", "supplier", "stranger", "anonymous"])
def test_nobody_answers_for_another_council(desk: Desk, who: str) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    count = len(entries())
    with pytest.raises(Refused, match="Each council answers for itself"):
        desk.answer(paper, who)
    assert Clearance.objects.get().agreed is None
    assert len(entries()) == count


@pytest.mark.parametrize("note", ["", "  \n "])
def test_an_objection_says_what_is_wrong(desk: Desk, note: str) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    with pytest.raises(Refused, match="Say what is wrong"):
        desk.answer(paper, agreed=False, note=note)
    assert Clearance.objects.get().answered_at is None


def test_a_council_may_change_its_mind(desk: Desk) -> None:
    paper = desk.progress(READY)
    desk.ask(paper)
    desk.answer(paper)
    desk.answer(paper, agreed=False, note="On second thoughts, no.")
    assert Clearance.objects.get().agreed is False
    assert [one["after"]["agreed"] for one in entries() if one["act"] == "answer"] == ["yes", "no"]
