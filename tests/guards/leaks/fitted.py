"""Rows that must fit together before they are let in: frozen cores and the exempt terms that belong to them."""

from dataclasses import replace
from typing import Any

from severalty.engine.dates import day, read_date
from severalty.engine.decisions.core_content import CoreContent, Withheld, core_digest, core_text
from severalty.engine.estate.parties import Audience
from severalty.engine.freeze import salted_digest

EXEMPT = "core_exempt_terms"
"""Secret in every world, those of open versions too."""
TERMS, SALT = "zq7exempt terms of some length", "5a17" * 8
_OPEN = (Audience.PUBLIC, Audience.PARTNERSHIP)


def fitted(table: str, record: Any, mark: str, case: str) -> Any:
    """The record as its table takes it."""
    if table == "cores" and record.audience is Audience.PUBLIC:
        return replace(record, exempt_terms="", exempt_under="", public_interest="")
    if table == "exempt_parts":
        closed = {} if record.audience not in _OPEN else {"audience": Audience.HOLDERS, "shared_with": ()}
        return replace(record, public_interest="A reason that everybody reads", **closed)
    if table == "core_versions":
        return _frozen(record, mark, case)
    if table == EXEMPT:
        return replace(record, text=TERMS, salt=SALT)
    return record


def _frozen(record: Any, mark: str, case: str) -> Any:
    key, _, keeper = record.core.partition("@")
    on = day(read_date(record.frozen_on.code).first)
    content = CoreContent(
        case=case, core=key, keeper=keeper or record.recorded_by, name=record.name, partnership="share",
        number=record.number, frozen_by=record.recorded_by, frozen_on=on.code, supersedes=record.supersedes,
        reason=record.reason, approach=f"{mark}approach", timeline=f"{mark}timeline", costing=f"{mark}costing",
        terms=f"{mark}terms", long_stop="", exempt=Withheld(salted_digest(TERMS, SALT), "3", f"{mark}reason"),
        deciders=(), inputs=(), seed="", software="severalty", illustrative=True,
    )  # fmt: skip
    return replace(record, body=core_text(content), digest=core_digest(content), frozen_on=on)
