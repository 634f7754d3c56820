"""Exempt parts of papers: who reads them, and that nobody else finds a word of them anywhere."""

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from severalty.decisions.models import FrozenExempt, FrozenPaper
from severalty.decisions.parts import files, prompts
from severalty.decisions.reports.withholding import told_elsewhere
from severalty.engine.dates import day
from severalty.engine.decisions.papers import SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.fields import Known
from severalty.formats.paper_json import digest_of
from severalty.formats.paper_verify import verify_paper
from severalty.tenancy.actions import Refused
from tests.conftest import TODAY
from tests.decisions.conftest import Desk, address, main_of
from tests.formats.test_exempt_parts import insides

pytestmark = pytest.mark.sqlite_enough

MARKER = "Quillfeather"
WORDS = f"{MARKER} asks £412,000 for lot 2.\n\n- {MARKER} first"
READS = {"north": True, "south": False, "supplier": False}
FORMS = ("json", "docx", "pdf")


def frozen(desk: Desk) -> FrozenPaper:
    """A paper with an exempt part, frozen for everybody."""
    paper = desk.save(audience=Audience.PARTNERS)
    desk.exempt(paper, WORDS)
    return desk.freeze(paper, audience=Audience.PUBLIC)


# ----------------------------------------------------------------------------------------------------------- the paper
def test_paper_holds_in_public_only_place_reason_and_digest(desk: Desk) -> None:
    paper = desk.save()
    desk.exempt(paper, WORDS)
    rendition = desk.rendition(paper)
    [told], [part] = rendition.content.withheld, rendition.parts
    assert rendition.content.sections[told.section - 1].heading == "Main considerations"
    assert (told.under, told.public_interest) == ((3,), "Negotiations are not ended")
    assert MARKER in str(part.blocks)
    assert "£412,000 [E1]" in str(part.blocks)
    assert MARKER not in str(rendition.content)
    assert "412" not in str(rendition.content.figures)


def test_same_words_give_the_same_paper_and_other_words_another(desk: Desk) -> None:
    paper = desk.save()
    desk.exempt(paper, WORDS)
    first = digest_of(desk.content(paper))
    assert digest_of(desk.content(paper)) == first
    desk.exempt(paper, WORDS + " And more.")
    assert digest_of(desk.content(paper)) != first


def test_part_may_cover_the_tables_of_its_section(desk: Desk) -> None:
    desk.charge("hidden-charge", 4_440_000, audience=Audience.PARTNERS)
    paper = desk.progress({})
    council = {"section": SectionKey.BUDGET, "about": "south"}
    before = desk.rendition(paper).content
    desk.exempt(paper, WORDS, covers_tables=Known.YES, **council)
    after = desk.rendition(paper)
    assert len(after.parts[0].blocks) >= 2
    assert len(after.content.figures) <= len(before.figures)


def test_draft_warns_of_an_amount_that_is_told_elsewhere(desk: Desk) -> None:
    paper = desk.save(words={(SectionKey.SUMMARY, ""): "Lot 2 costs £412,000."})
    desk.exempt(paper, WORDS)
    assert told_elsewhere(desk.rendition(paper)) == ("£412,000",)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"exempt_under": "9"}, "exempt_under must be"),
        ({"public_interest": ""}, "exempt_under must be"),
        ({"audience": Audience.PUBLIC}, "audience must be"),
        ({"audience": Audience.PARTNERSHIP}, "audience must be"),
    ],
)
def test_part_that_no_law_allows_is_refused(desk: Desk, more: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk.exempt(desk.save(), WORDS, **more)


# -------------------------------------------------------------------------------------------------------- who reads it
@pytest.mark.parametrize("who", READS)
def test_frozen_page_shows_exempt_parts_to_their_keeper_alone(desk: Desk, who: str) -> None:
    made = frozen(desk)
    text = main_of(desk.cast.client_of(who), address("frozen", made.pk))
    assert (MARKER in text) == READS[who]
    assert "by virtue of paragraph 3 of Part 1 of Schedule 12A" in text
    assert ("Word with exempt parts" in text) == READS[who]


def test_partner_reads_them_where_the_keeper_says_so(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    desk.exempt(paper, WORDS, audience=Audience.PARTNERS)
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    assert MARKER in main_of(desk.cast.client_of("south"), address("frozen", made.pk))
    assert MARKER not in main_of(desk.cast.client_of("supplier"), address("frozen", made.pk))


def test_narrowest_part_decides_who_reads_all_of_them(desk: Desk) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    desk.exempt(paper, WORDS, audience=Audience.PARTNERS)
    desk.exempt(paper, "More of it.", key="more", name="More of it")
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    assert MARKER not in main_of(desk.cast.client_of("south"), address("frozen", made.pk))


def test_keeper_shares_frozen_exempt_parts_later_and_takes_that_back(desk: Desk) -> None:
    made = frozen(desk)
    clients = {who: desk.cast.client_of(who) for who in ("north", "south", "supplier")}

    def said(who: str, audience: str) -> int:
        sent = {"exempt_audience": audience, "exempt_why": "Both Cabinets decide on it"}
        return clients[who].post(address("share-exempt", made.pk), sent).status_code

    for audience, read in (("public", False), ("partners", True), ("holders", False)):
        assert said("north", audience) == 302
        assert (MARKER in main_of(clients["south"], address("frozen", made.pk))) == read
        assert MARKER not in main_of(clients["supplier"], address("frozen", made.pk))
    said("south", "partners")
    assert FrozenExempt.objects.get().item.audience == Audience.HOLDERS


def test_a_paper_is_not_frozen_without_its_exempt_parts(desk: Desk) -> None:
    """What they said would have been lost: the public rendition holds a digest alone."""
    paper = desk.save()
    desk.exempt(paper, WORDS)
    other = desk.freezing(paper).exempt.replace(MARKER, "Somebody")
    for exempt in ("", other):
        with pytest.raises(Refused, match="not those that it was drawn with"):
            desk.freeze(paper, exempt=exempt)
    assert not FrozenPaper.objects.exists()


def test_both_files_verify_with_one_digest(desk: Desk) -> None:
    made = frozen(desk)
    client = desk.cast.client_of("north")
    public = client.get(address("frozen-file", made.pk, "json")).content
    whole = client.get(address("frozen-exempt-file", made.pk, "json")).content
    for data, count in ((public, 0), (whole, 1)):
        verdict = verify_paper(data, "paper.json", made.digest)
        assert verdict.unchanged, verdict.differences
        assert verdict.exempt_parts == count


def test_frozen_exempt_parts_are_neither_altered_nor_removed(desk: Desk) -> None:
    frozen(desk)
    for change in (lambda: FrozenExempt.objects.update(body="[]"), lambda: FrozenExempt.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


# ------------------------------------------------------------------------------------------------- nobody else finds it
@pytest.mark.parametrize("who", ["south", "supplier", "stranger", "anonymous"])
def test_no_word_of_an_exempt_part_is_found_anywhere(desk: Desk, who: str) -> None:
    paper = desk.save(audience=Audience.PARTNERS)
    part = desk.exempt(paper, WORDS, name=f"Price of {MARKER}")
    made = desk.freeze(paper, audience=Audience.PUBLIC)
    kept = FrozenExempt.objects.get()
    client, case = desk.cast.client_of(who), desk.cast.case.key
    addresses = [
        address("papers"), address("paper", paper.pk), address("frozen", made.pk), address("check"),
        *(address("frozen-file", made.pk, form) for form in FORMS),
        *(address("frozen-exempt-file", made.pk, form) for form in FORMS),
        *(address("paper-file", paper.pk, form) for form in FORMS),
        *(address("paper-exempt-file", paper.pk, form) for form in FORMS),
        reverse("estate:register", args=[case, "exempt_parts"]), reverse("estate:item", args=[case, part]),
        reverse("estate:item", args=[case, kept.pk]), reverse("estate:search", args=[case]) + "?q=Price",
        reverse("estate:overview", args=[case]),
    ]  # fmt: skip
    for one in addresses:
        response = client.get(one)
        body = response.content if not response.streaming else b"".join(response.streaming_content)
        form = one.rstrip("/").rsplit("/", 1)[-1]
        text = insides(body, form) if response.status_code == 200 and form in FORMS else body.decode()
        assert MARKER not in text, one
        assert "412,000" not in text, one
    for one in addresses:
        if "exempt/" in one:
            assert client.get(one).status_code in (302, 404), one


def test_case_leaves_with_exempt_parts_only_for_who_may_read_them(desk: Desk) -> None:
    frozen(desk)
    for who, reads in (("north", True), ("south", False)):
        held = dict(files(desk.cast.viewer(who), desk.cast.case))
        assert (MARKER.encode() in b"".join(held.values())) == reads


def test_review_that_is_due_is_prompted_for_the_keeper(desk: Desk) -> None:
    desk.exempt(desk.save(audience=Audience.PARTNERS), WORDS, review_on=day(TODAY), reviewed_by="Monitoring officer")
    said = [one.sentence for one in prompts(desk.cast.viewer("north"), desk.cast.case, TODAY)]
    assert any("is still to be kept from the public" in one for one in said)
    assert not [one for one in prompts(desk.cast.viewer("south"), desk.cast.case, TODAY) if "kept from" in one.sentence]
