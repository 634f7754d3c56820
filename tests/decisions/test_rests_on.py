"""What a paper says that it was made from, and what its figures rest on."""

from severalty.decisions.models import Paper
from severalty.engine.decisions.papers import PaperKind, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.estate.models import Post
from severalty.formats.paper_face import MADE_FROM, RESTS_ON, document_of
from severalty.formats.papers import COUNTED, PaperContent
from severalty.formats.rates import discount_schedules
from tests.appraisal.choice import Choice, make_choice
from tests.decisions.conftest import Desk

SUMMARY = SectionKey.SUMMARY


def about(desk: Desk) -> tuple[Choice, Paper]:
    """A paper about an appraisal with options, scores and costs."""
    choice = make_choice(desk.cast).filled()
    return choice, desk.save(subject=choice.appraisal.item.key, audience=Audience.PARTNERS)


def test_a_paper_names_the_appraisal_s_digest_and_the_vintage_of_its_rates(desk: Desk) -> None:
    """It named neither, so nobody could tell at which rates a net present cost was worked out."""
    choice, paper = about(desk)
    held = dict(desk.content(paper).inputs)
    worked = choice.worked()
    assert worked.digest in held["Appraisal"]
    assert choice.appraisal.item.name in held["Appraisal"]
    schedule = discount_schedules()[worked.comparison.appraisal.rates]
    for words in (schedule.name, schedule.vintage, schedule.source):
        assert words in held["Discount rates"]
    assert "No published deflator was used" in held["Prices"]
    table = next(one for one in document_of(desk.content(paper)).sections if one.heading == MADE_FROM).blocks[0]
    assert ("Discount rates", held["Discount rates"]) in table.rows, "It does not stand on the face."


def test_prices_say_which_year_and_which_inflation(desk: Desk) -> None:
    choice, paper = about(desk)
    choice.appraisal.price_year, choice.appraisal.inflation = 2026, "2.0"
    choice.appraisal.save()
    assert dict(desk.content(paper).inputs)["Prices"].startswith(
        "Real amounts in prices of 2026/27; general inflation: 2.0 per cent a year, as the appraisal says."
    )


def test_a_change_of_the_appraisal_is_another_digest_in_the_paper(desk: Desk) -> None:
    choice, paper = about(desk)
    before = dict(desk.content(paper).inputs)["Appraisal"]
    choice.appraisal.years += 1
    choice.appraisal.save()
    assert dict(desk.content(paper).inputs)["Appraisal"] != before


def test_rates_that_nothing_was_worked_out_with_are_not_named(desk: Desk) -> None:
    choice = make_choice(desk.cast)
    paper = desk.save(subject=choice.appraisal.item.key)
    held = dict(desk.content(paper).inputs)
    assert ("Appraisal" in held, "Discount rates" in held) == (True, choice.worked().appraised.costs is not None)
    assert "Appraisal" not in dict(desk.content(desk.save("bare")).inputs)


def test_who_may_not_see_the_appraisal_learns_nothing_of_it(desk: Desk) -> None:
    choice, paper = about(desk)
    choice.appraisal.item.audience = Audience.HOLDERS
    choice.appraisal.item.save()
    assert set(dict(desk.content(paper, "south").inputs)) == {"Records of the case as seen by", "Paper and passages"}


def progress(desk: Desk) -> PaperContent:
    """A progress report of a case with two posts and an amount in its words."""
    for number in range(2):
        item = desk.cast.item(desk.cast.north, f"post-{number}", table="posts", evidence="reported")
        Post.objects.create(item=item, vacant="yes" if number else "no")
    return desk.content(desk.save("quarter", {(SUMMARY, ""): "It costs £52k."}, kind=PaperKind.PROGRESS))


def test_posts_counted_here_do_not_count_as_reported(desk: Desk) -> None:
    """Every count of rows stood among the figures that somebody reported."""
    content = progress(desk)
    counted = {one.label: (one.shown, one.evidence) for one in content.figures if one.unit == COUNTED}
    assert counted["Posts on record"] == ("2", Evidence.REPORTED), "What the rows rest on is lost."
    assert counted["Vacant posts"] == ("1", Evidence.REPORTED)
    face = dict(document_of(content).summary_facts)[RESTS_ON]
    assert face.startswith("The one figure is estimated."), face
    assert "counted from the record" in face


def test_the_head_says_that_figures_in_words_take_the_class_of_their_passage(desk: Desk) -> None:
    said = "the class that the passage was given; they were not compared with the record."
    assert dict(progress(desk).facts)["Figures in what was written"] == f"1 figure has {said}"
    two = desk.content(desk.save(words={(SUMMARY, ""): "It costs £52k and saves 40%."}))
    assert dict(two.facts)["Figures in what was written"] == f"2 figures have {said}"
    assert "Figures in what was written" not in dict(desk.content(desk.save("bare", {})).facts)
