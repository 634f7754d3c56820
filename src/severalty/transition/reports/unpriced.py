"""What a page of a plan tells without its pounds, for whoever may not see costs and statements."""

import re
from collections.abc import Sequence
from dataclasses import replace

from severalty.transition.reports.what_if import WhatIf
from severalty.web.sheets import Sheet

NOT_SHOWN = "What anything costs is not shown to you: your role does not see costs and statements."
_POUNDS = re.compile(r"[−-]?£\d[\d,\u2009]*(?:\.\d+)?(?:m|k)?")


def without_pounds(text: str) -> str:
    """A sentence with a word in place of each amount."""
    return _POUNDS.sub("an amount not shown to you", text)


def unpriced(found: WhatIf) -> WhatIf:
    """What comes of a supposition with every amount left out, and a sentence that says so."""
    told = found.again.told
    plain = replace(
        told, sentences=_plain(told.sentences), undated=_plain(told.undated), conflict=_plain(told.conflict),
        relaxations=_plain(told.relaxations),
    )  # fmt: skip
    return replace(
        found, is_priced=False, warnings=(*found.warnings, NOT_SHOWN),
        bridges=tuple(replace(one, costs={}, extension=without_pounds(one.extension)) for one in found.bridges),
        contracts=tuple(replace(one, price=None) for one in found.contracts),
        deadlines=tuple(
            replace(one, miss_cost=None, if_missed=without_pounds(one.if_missed)) for one in found.deadlines
        ),
        again=replace(found.again, told=plain),
    )  # fmt: skip


def _plain(sentences: Sequence[str]) -> tuple[str, ...]:
    return tuple(without_pounds(one) for one in sentences)


def unpriced_sheets(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Tables without their columns of money."""
    return [
        replace(one, columns=tuple(each for each in one.columns if each.kind not in ("money", "pounds")))
        for one in sheets
    ]
