"""A pack of a partner that nobody has answered is told in the morning, until a row of it is answered."""

import pytest

from severalty.engine.dispositions.dispositions import Answer
from severalty.packs import actions
from severalty.packs.parts import waiting
from tests.packs.conftest import TODAY, Installation

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.sqlite_enough]


def test_a_pack_waits_to_be_brought_in_and_then_to_be_answered(north: Installation, south: Installation) -> None:
    def told() -> list[str]:
        return [one.sentence for one in waiting(south.viewer(), south.case, TODAY)]

    assert told() == []
    body = bytes(north.build().body)
    pack = south.lay_down(body)
    assert told() == ["A pack from North Thornton waits to be brought in."]
    south.bring_in(body)
    assert told() == ["No row of the last pack from North Thornton is answered."]
    lines = south.look(body).lines[:1]
    actions.answer_rows(by=south.viewer(), at=south.tick(), on=TODAY, case=south.case, pack=pack, lines=lines,
                        verdict=actions.Verdict(Answer.ACCEPTED))  # fmt: skip
    assert told() == []
