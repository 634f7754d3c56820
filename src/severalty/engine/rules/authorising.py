"""Rules of authority: who may do what for a council, and what is held."""

from dataclasses import dataclass
from typing import Any

from severalty.engine.dates import PartialDate
from severalty.engine.decisions import acts, authority, holds
from severalty.engine.decisions.acts import ActWords, Deed, History, Needs, Told
from severalty.engine.decisions.authority import AllConsulted, AuthorityQuestion, Covered, PassingFaults, PassingOn
from severalty.engine.decisions.delegations import Hold
from severalty.engine.decisions.holds import HoldState
from severalty.engine.rules.rule import Rule


@dataclass(frozen=True)
class Text:
    """A text as somebody wrote it."""

    text: str


@dataclass(frozen=True)
class OfTable:
    """The name of a table; blank for all."""

    table: str = ""


@dataclass(frozen=True)
class HoldOn:
    """A hold, and the day on which it is looked at."""

    hold: Hold
    on: PartialDate


@dataclass(frozen=True)
class HoldSeen:
    """How a hold stands, and one sentence of who placed it and until when."""

    state: HoldState
    words: str


@dataclass(frozen=True)
class HoldsOf:
    """An act, and the holds on record."""

    holds: tuple[Hold, ...]
    deed: Deed


@dataclass(frozen=True)
class HoldsFound:
    """Those that stand against it."""

    holds: tuple[Hold, ...]


def _hold(question: HoldOn) -> HoldSeen:
    return HoldSeen(holds.hold_state(question.hold, question.on), holds.hold_words(question.hold))


def _holds(question: HoldsOf) -> HoldsFound:
    return HoldsFound(holds.holds_against(question.holds, question.deed))


_DELEGATION: dict[str, Any] = {
    "key": "sign", "name": "Sign variations", "organisation": "north", "body": "cabinet",
    "holder": "Strategic Director", "acts": "sign an agreement or variation", "limit": 5000000,
    "in_consultation_with": "Section 151 Officer", "may_pass_on": "yes", "starts": "2026-01-01",
}  # fmt: skip
_HOLD: dict[str, Any] = {
    "key": "hold", "name": "Pause of the service desk", "description": "No business case yet", "thing": "desk",
    "placed_by": "Section 151 Officer", "starts": "2026-05", "until": "2026-09-30",
}  # fmt: skip
_DEED: dict[str, Any] = {
    "act": "sign an agreement or variation", "on": "2026-06-01", "officer": "Strategic Director",
    "organisation": "north", "amount": 4200000, "consulted": "Section 151 Officer on 29 May 2026",
    "about": "variation", "things": ["variation"],
}  # fmt: skip

RULES: tuple[Rule, ...] = (
    Rule(
        name="authority-covers",
        summary="Whether a delegation or resolution covers an act, and what speaks against it.",
        takes=AuthorityQuestion,
        gives=Covered,
        run=authority.covered,
        of=(authority.covered,),
        example={
            "deed": _DEED,
            "rests_on": "sign",
            "delegations": [_DELEGATION],
            "bodies": [{"key": "cabinet", "name": "Cabinet", "kind": "cabinet or executive", "organisation": "north"}],
        },
        source="Local Government Act 1972, section 101; Havering 2024, 2.1.4",
    ),
    Rule(
        name="passing-on",
        summary="Why a delegation cannot be passed on so: it may not be, or would be wider.",
        takes=PassingOn,
        gives=PassingFaults,
        run=authority.passing_faults,
        of=(authority.passing_faults,),
        example={"parent": _DELEGATION, "child": {**_DELEGATION, "key": "child", "limit": 9000000}},
        source="Nobody passes on more than was given",
    ),
    Rule(
        name="consulted",
        summary="Who was asked, and on what day, from words.",
        takes=Text,
        gives=AllConsulted,
        run=lambda question: authority.consulted_in(question.text),
        of=(authority.consulted_in,),
        example={"text": "Section 151 Officer on 29 May 2026; Chief Executive"},
        source="Havering 2024, 2.1.4",
    ),
    Rule(
        name="act-words",
        summary="The acts that a delegation or hold names, and the words in it that name none.",
        takes=Text,
        gives=ActWords,
        run=lambda question: acts.acts_in(question.text),
        of=(acts.acts_in,),
        example={"text": "award a contract; make tea"},
        source="The list of acts",
    ),
    Rule(
        name="acts-under-authority",
        summary="Which acts need authority, in which table they are recorded, and why.",
        takes=OfTable,
        gives=Needs,
        run=lambda question: acts.needs_of(question.table),
        of=(acts.needs_of,),
        example={"table": "letters"},
        source="docs/adr/0018-authority-from-appraisal-upwards.md",
    ),
    Rule(
        name="act-is-history",
        summary="Whether a row of a file only tells what was done before.",
        takes=Told,
        gives=History,
        run=acts.history_of,
        of=(acts.history_of,),
        example={"done_on": "2023-10", "up_to": "2024-06-30", "evidence": "reported", "source": "S2 2.1.4"},
        source="docs/adr/0018-authority-from-appraisal-upwards.md",
    ),
    Rule(
        name="hold-stands",
        summary="How a hold stands on a day, and who placed it until when.",
        takes=HoldOn,
        gives=HoldSeen,
        run=_hold,
        of=(holds.hold_state, holds.hold_words),
        example={"hold": _HOLD, "on": "2026-06-01"},
        source="Havering 2023, 3.1",
    ),
    Rule(
        name="holds-against",
        summary="The holds that stand against an act on its day.",
        takes=HoldsOf,
        gives=HoldsFound,
        run=_holds,
        of=(holds.holds_against,),
        example={"holds": [_HOLD], "deed": {**_DEED, "things": ["desk"]}},
        source="Havering 2023, 3.1",
    ),
)
