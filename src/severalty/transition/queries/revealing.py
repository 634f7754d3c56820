"""What the sentences of a run of the planner would tell to those with whom it is shared."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from severalty.engine.estate.parties import Audience
from severalty.tenancy.access import Viewer, visible_items
from severalty.tenancy.models import Item
from severalty.transition.binding import RUNS

_WIDER = list(Audience)


def names_in_run(viewer: Viewer, item: Item, audience: Audience, named: Collection[str]) -> tuple[str, ...]:
    """The names in what a run says that are kept from some of those who would see it: everybody in `audience`, or those
    that are `named` by key. Its keeper's own private work, above all. Nothing for what is no run. Three queries."""
    row = RUNS.rows_for(viewer, item.case).filter(pk=item.pk).first() if item.table == RUNS.table else None
    if row is None or not row.told or audience is Audience.HOLDERS:
        return ()
    text = "\n".join(_strings(row.told))
    narrower = _WIDER[: _WIDER.index(audience)] + ([Audience.NAMED] if audience is Audience.NAMED else [])
    rows = visible_items(viewer, item.case).filter(audience__in=[one.value for one in narrower]).exclude(pk=item.pk)
    found = {one.name for one in rows.prefetch_related("shared_with") if _stands_in(one.name, text)
             and not (one.audience == Audience.NAMED and set(named) <= {who.key for who in one.shared_with.all()})
             }  # fmt: skip
    return tuple(sorted(found))


def _stands_in(name: str, text: str) -> bool:
    return bool(name) and name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _strings(text: str) -> Iterator[str]:
    """The sentences in what is kept of a run; the text itself where it is none of ours."""
    try:
        waiting: list[Any] = [json.loads(text)]
    except ValueError:
        yield text
        return
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict | list):
            waiting += one.values() if isinstance(one, dict) else one
