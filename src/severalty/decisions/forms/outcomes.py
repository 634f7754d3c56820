"""Forms of what becomes of a resolution, a promise and a warning."""

from collections.abc import Sequence
from typing import Any

from django import forms

from severalty.decisions.actions.outcomes import Against, CalledIn, Done
from severalty.engine.decisions.delegations import OverrideOf
from severalty.engine.decisions.resolutions import CallIn, CommitmentState
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm


class CallInForm(PlainForm):
    """When a resolution was published, whether it was called in, and how that was settled."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    published_on = DayField(label="Published on", help_text="For example 10 April 2026.")
    call_in = forms.ChoiceField(label="Call-in", choices=[(one.value, one.value) for one in CallIn])
    called_in_on = DayField(label="Called in on")
    settled_on = DayField(label="Settled on")

    def called(self, resolution: str) -> CalledIn:
        """What is recorded of a resolution, by its reference."""
        data = self.cleaned_data
        return CalledIn(
            resolution, data["version"], data["published_on"], CallIn(data["call_in"]), data["called_in_on"],
            data["settled_on"],
        )  # fmt: skip


class DoneForm(PlainForm):
    """That a commitment was kept, with what shows it, or that it was not."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label="It is", choices=[(one.value, one.value) for one in CommitmentState], initial=CommitmentState.KEPT
    )
    done_on = DayField(label="Done on", help_text="For example 31 October 2026.")
    proof = forms.CharField(
        label="Shown by", max_length=300, required=False, help_text="Such as a letter, a minute or a page."
    )

    def done(self, commitment: str) -> Done:
        """What became of a commitment, by its reference."""
        data = self.cleaned_data
        return Done(commitment, data["version"], CommitmentState(data["state"]), data["done_on"], data["proof"])


class AgainstForm(PlainForm):
    """A warning that a named officer goes against."""

    of = forms.ChoiceField(label="Which warning")
    officer = forms.CharField(label="Officer", max_length=300, help_text="The post, never the person.")
    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, warnings: Sequence[OverrideOf], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["of"].choices = [(one.value, one.value) for one in dict.fromkeys(warnings)]  # type: ignore[attr-defined]

    def against(self, matter: str) -> Against:
        """What is gone against on a matter, by its reference."""
        data = self.cleaned_data
        return Against(matter, OverrideOf(data["of"]), data["officer"], data["reason"])
