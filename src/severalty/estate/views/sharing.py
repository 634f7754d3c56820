"""Sharing a record whose own text names what others may not see: it is said before, and needs a yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from severalty.engine.estate.parties import Audience
from severalty.estate.importing import is_wider
from severalty.web.parts import names_told

if TYPE_CHECKING:
    from severalty.estate.forms import RecordForm

REVEAL = "reveal"


def ask_before(form: RecordForm, viewer: Any, item: Any) -> None:
    """Where a record would tell names if it were shared with all partners: list them, with a box to say that it may."""
    _offer(form, names_told(viewer, item, Audience.PARTNERS, ()))


def _offer(form: RecordForm, told: tuple[str, ...]) -> None:
    if told:
        form.names_kept = told
        form.fields[REVEAL] = forms.BooleanField(
            required=False, label="Whoever I share this with may read the names above",
            help_text="Needed where you let more see it than now.",
        )  # fmt: skip


def is_kept_back(viewer: Any, item: Any, before: Any, form: RecordForm) -> bool:
    """Whether a record is about to tell names to more people without anybody having said so; the form says it then."""
    after = form.record()
    if not is_wider(before, after) or form.cleaned_data.get(REVEAL):
        return False
    told = names_told(viewer, item, after.audience, after.shared_with)
    if not told:
        return False
    _offer(form, told)
    who = "Tick this if they may, or keep it: choose as “Audience” what was chosen before."
    form.add_error(REVEAL, f"Those with whom you share it would read these names: {'; '.join(told)}. {who}")
    return True
