"""What waits in the morning of letters, variations to sign, steps of procurement, and leaving a supplier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse

from severalty.dispositions.queries.agreements import agreements_for
from severalty.dispositions.queries.leaving import asked_of
from severalty.dispositions.queries.letters import own_open_letters
from severalty.dispositions.queries.steps import own_overdue
from severalty.engine.dates import day
from severalty.web.parts import Prompt


def letter_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Letters of the viewer's organisation whose answer is overdue, and drafts that must go before their last day."""
    found, address = own_open_letters(viewer, case, day(on)), reverse("dispositions:letters", args=[case.key])
    own = f"&writer={viewer.organisation.key}"
    if found.overdue:
        words = "answer to a letter of yours is" if found.overdue == 1 else "answers to letters of yours are"
        yield Prompt(f"{found.overdue:,} {words} overdue.", f"{address}?late=yes{own}")
    if found.late:
        words = "draft of a letter was" if found.late == 1 else "drafts of letters were"
        yield Prompt(f"{found.late:,} {words} not sent by the contract’s last day to act.", f"{address}?send=late{own}")
    if found.soon:
        words = "draft of a letter is" if found.soon == 1 else "drafts of letters are"
        yield Prompt(
            f"{found.soon:,} {words} to be sent by the contract’s last day to act, the first by {found.first}.",
            f"{address}?send=soon{own}",
        )


def signature_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Variations that wait for the signature of the viewer's organisation."""
    waiting = [
        (line, one.variation)
        for line in agreements_for(viewer, case, on)
        for one in line.standing.variations
        if viewer.organisation.key in one.unsigned
    ]
    if len(waiting) == 1:
        line, ref = waiting[0]
        address = reverse("dispositions:variation-sign", args=[case.key, ref])
        yield Prompt(f"A variation of “{line.record.name}” waits for your signature.", address)
    elif waiting:
        address = reverse("dispositions:agreements", args=[case.key])
        yield Prompt(f"{len(waiting):,} variations of agreements wait for your signature.", address)


def step_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Steps of procurement that are past their day."""
    late = own_overdue(viewer, case, day(on))
    if late:
        words = "step of procurement is past its" if late == 1 else "steps of procurement are past their"
        address = reverse("dispositions:steps", args=[case.key])
        yield Prompt(f"{late:,} {words} day.", f"{address}?state=overdue&whose=ours")


def exit_prompts(viewer: Any, case: Any, on: date) -> Iterator[Prompt]:
    """Exit items that a supplier that is left has to see to, alone or with others, and that are overdue or at risk."""
    for one in asked_of(viewer, case, on):
        told = [f"{count:,} {words}" for count, words in ((one.overdue, "overdue"), (one.at_risk, "at risk")) if count]
        if told:
            address = reverse("dispositions:leaving", args=[case.key, one.ref])
            yield Prompt(f"Of what you are to do on leaving, {' and '.join(told)}: say how far it is.", address)
