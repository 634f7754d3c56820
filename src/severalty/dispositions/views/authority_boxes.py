"""What a form asks of an act that needs authority: on what it rests, who acts, who was asked, what it is worth."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from severalty.decisions.queries.authority import NOTHING, Resting, Way, Ways
from severalty.engine.fields import Column, Kind
from severalty.web.boxes import ColumnField

OVERRIDE = "override"
RESTS_ON = "authority_rests_on"
WITHOUT = "An officer lets it pass without authority, and says why below"
NONE_OF_THESE = "None of these: an officer lets it pass all the same, and says why below"
NEEDED = {
    RESTS_ON: "needed for what binds",
    "authority_consulted": "needed where it says “in consultation”",
    "authority_amount": "needed where there is a limit",
    "authority_overridden_by": "only to let it pass",
    "authority_override": "only to let it pass",
}
"""When a box is needed, in place of “optional”."""
_MOST_REASONS = 3
_MONEY = Column("amount", "Whole value", Kind.MONEY)


def add_authority(form: forms.Form, choice: Ways, case: Any, *, asks_value: bool = True) -> None:
    """Ask on a form what the act rests on: those that fit as a choice, else why none does and where to record one.

    No box is required by the form, for much can be saved on some of these pages that binds nobody; each says when it
    is needed, and the act is refused without.
    """
    ways = choice.ways
    fitting = [way for way in ways if way.fits]
    choices = [(way.ref, f"{way.name}: {way.words}") for way in fitting]
    form.fields[RESTS_ON] = forms.ChoiceField(
        label="What it rests on", required=False, widget=forms.RadioSelect, help_text=_help(case, choice, fitting),
        choices=[*choices, (OVERRIDE, NONE_OF_THESE if fitting else WITHOUT)],
    )  # fmt: skip
    form.fields["authority_officer"] = forms.CharField(
        label="Post that acts", required=False, max_length=300,
        help_text="Never a person’s name. Blank: the holder of the delegation that you choose.",
    )  # fmt: skip
    form.fields["authority_consulted"] = forms.CharField(
        label="Consulted before", required=False, max_length=1000,
        help_text="Each post with the day, for example: Section 151 Officer on 2 April 2026; Chief Executive on 3 "
        "April 2026.",
    )  # fmt: skip
    if asks_value:
        form.fields["authority_amount"] = ColumnField(
            _MONEY,
            label="Whole value",
            required=False,
            help_text="In pounds, of all years together. A limit is held to it.",
        )
    form.fields["authority_overridden_by"] = forms.CharField(
        label="Officer who lets it pass", required=False, max_length=300,
        help_text="Only where nothing above covers it, or against a hold. The post; it stays on record.",
    )  # fmt: skip
    form.fields["authority_override"] = forms.CharField(
        label="Why it is let pass", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    for name, words in NEEDED.items():
        if name in form.fields:
            form.fields[name].needed = words  # type: ignore[attr-defined]


def _help(case: Any, choice: Ways, fitting: Sequence[Way]) -> Any:
    held = " ".join(dict.fromkeys(choice.held))
    held = f"{held} An officer who goes against the hold says why below. " if held else ""
    new = reverse("estate:new", args=[case.key, "delegations"])
    pages = reverse("decisions:delegations", args=[case.key])
    if fitting:
        return format_html(
            "{}These are on record as covering it, once their conditions are met. "
            '<a class="govuk-link" href="{}">See all delegations</a>.', held, pages,
        )  # fmt: skip
    others = [way for way in choice.ways if way.found.reasons][:_MOST_REASONS]
    why = format_html_join("", " {}: {}", ((way.name, way.found.reasons[0]) for way in others))
    return format_html(
        "{}Nothing on record covers this act.{} "
        '<a class="govuk-link" href="{}">Record a delegation</a> or <a class="govuk-link" href="{}">see those there '
        "are</a>; without one it is refused.", held, why, new, pages,
    )  # fmt: skip


def resting_of(form: forms.Form, choice: Ways) -> Resting:
    """What a valid form says that the act rests on; the holder acts where no post is named."""
    data = form.cleaned_data
    if RESTS_ON not in form.fields:
        return NOTHING
    chosen = next((way for way in choice.ways if way.ref == data[RESTS_ON]), None)
    return Resting(
        rests_on=chosen.ref if chosen else "",
        officer=data["authority_officer"].strip() or (chosen.holder if chosen else ""),
        consulted=data["authority_consulted"].strip(), amount=data.get("authority_amount"),
        overridden_by=data["authority_overridden_by"].strip(), override=data["authority_override"].strip(),
    )  # fmt: skip
