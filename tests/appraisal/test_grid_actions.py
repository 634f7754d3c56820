"""The rows under a record as the action saves them: together or not at all, and one's own only."""

from dataclasses import replace
from typing import Any

import pytest

from severalty.appraisal.actions import Family, save_family
from severalty.appraisal.binding import GATE_VERDICTS, SCORES
from severalty.appraisal.models import Score
from severalty.appraisal.queries.books import row_of
from severalty.appraisal.queries.editing import children_of, family_token, parent_of
from severalty.engine.appraisal.options import Score as ScoreRecord
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.tenancy.actions import Refused, Stale
from severalty.tenancy.models import AuditEntry, Item
from tests.appraisal.choice import Choice, make_choice
from tests.conftest import NOON, Cast

pytestmark = pytest.mark.sqlite_enough


@pytest.fixture
def choice(cast: Cast) -> Choice:
    """The cast with an appraisal that North keeps."""
    return make_choice(cast)


def _family(choice: Choice, **rows: Any) -> Family:
    viewer, case = choice.cast.viewer("north"), choice.cast.case
    row = row_of(viewer, case, parent_of(SCORES), choice.sheet.pk)
    token = family_token(SCORES, row, children_of(viewer, case, SCORES, row))
    return Family(SCORES, choice.sheet.pk, token, **rows)


def _saved(choice: Choice, family: Family, who: str = "north") -> None:
    save_family(by=choice.cast.viewer(who), at=NOON, why="x", case=choice.cast.case, family=family)


SCORE = ScoreRecord(sheet="north-lead", option="insource", factor="control", score=1, reason="x",
                    evidence=Evidence.ESTIMATED)  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"option": "nothing"}, {"option": "secret@south"}, {"option": "elsewhere"}, {"factor": "nothing"},
        {"sheet": "another"},
    ],
)  # fmt: skip
def test_one_wrong_row_leaves_nothing_half_written(choice: Choice, wrong: dict[str, str]) -> None:
    cast = choice.cast
    choice.option("secret", cast.south, audience=Audience.HOLDERS)
    other = type(choice.appraisal).objects.create(item=cast.item(cast.north, "other", table="appraisals"))
    choice.option("elsewhere", appraisal=other)
    item = cast.item(cast.north, "another", table="score_sheets")
    type(choice.sheet).objects.create(item=item, appraisal=choice.appraisal)
    bad = replace(SCORE, **({"option": "outsource"} | wrong))
    with pytest.raises(Refused):
        _saved(choice, _family(choice, rows=[SCORE, bad]))
    assert not Score.objects.exists()
    assert not AuditEntry.objects.exists()
    assert Item.objects.get(pk=choice.sheet.pk).version == 1


def test_the_action_writes_under_ones_own_records_only(choice: Choice) -> None:
    with pytest.raises(Refused, match="Only the organisation that recorded it"):
        _saved(choice, _family(choice, rows=[SCORE]), "south")
    with pytest.raises(Stale):
        _saved(choice, replace(_family(choice, rows=[SCORE]), token="1-of-yesterday"))
    _saved(choice, _family(choice, rows=[SCORE]))
    assert Score.objects.get().score == 1


def test_a_parent_of_rows_is_found_by_its_table() -> None:
    assert parent_of(SCORES).table == "score_sheets"
    assert parent_of(GATE_VERDICTS).table == "gates"


def test_a_form_that_is_sent_twice_is_saved_once_and_told_as_saved(choice: Choice) -> None:
    """Whoever clicks twice would read that somebody else had changed the record and nothing of theirs was saved."""
    family = _family(choice, rows=[SCORE])
    _saved(choice, family)
    entries = AuditEntry.objects.count()
    _saved(choice, family)
    assert AuditEntry.objects.count() == entries
