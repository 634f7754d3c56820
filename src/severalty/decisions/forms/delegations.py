"""Forms: pass a delegation on, revoke one, place and lift a hold."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from severalty.engine.decisions.delegations import Act, Delegation, Hold
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known, columns_of
from severalty.web.boxes import ColumnField
from severalty.web.forms import PlainForm

SEEN_BY = (
    (Audience.HOLDERS.value, "Only my organisation"),
    (Audience.PARTNERS.value, "The partner councils and their shared service"),
    (Audience.PUBLIC.value, "Everyone, the public included"),
)
_ACTS = [(act.value, act.value) for act in Act]


class _RecordForm(PlainForm):
    """A form whose boxes are columns of a record."""

    def refuse(self, columns: dict[str, str]) -> None:
        """Say beside its box why a value cannot be written."""
        for name, sentence in columns.items():
            self.add_error(name if name in self.fields else None, sentence)


def _fields(record: type, names: Iterable[str], **words: dict[str, Any]) -> dict[str, forms.Field]:
    shapes = {shape.name: shape for shape in columns_of(record)}
    return {name: ColumnField(shapes[name], **words.get(name, {})) for name in names}


class PassOnForm(_RecordForm):
    """A delegation that is passed on to another post."""

    def __init__(self, *args: Any, acts: Sequence[Act], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _fields(
            Delegation, ("key", "name", "holder"), key={"required": True, "label": "Key"},
            name={"label": "Name", "required": True},
        )  # fmt: skip
        self.fields["acts"] = forms.MultipleChoiceField(
            label="Covers", choices=[(act.value, act.value) for act in acts], widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Tick at least one act"},
        )  # fmt: skip
        self.fields |= _fields(Delegation, ("limit", "in_consultation_with", "conditions", "starts", "ends"))
        self.fields["may_pass_on"] = forms.ChoiceField(
            label="May be passed on again", choices=[(one.value, one.value) for one in (Known.NO, Known.YES)]
        )

    def record(self, organisation: str, audience: Audience, evidence: Evidence) -> Delegation:
        """The delegation that was typed; only for a valid form."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("key", "name", "holder", "limit", "in_consultation_with", "conditions",
                                               "starts", "ends")}  # fmt: skip
        return Delegation(
            **plain, acts="; ".join(data["acts"]), may_pass_on=Known(data["may_pass_on"]), organisation=organisation,
            audience=audience, evidence=evidence,
        )  # fmt: skip


class RevokeForm(_RecordForm):
    """From which day a delegation is revoked, and by what."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, resolutions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _fields(Delegation, ("revoked_on",), revoked_on={
            "required": True, "help_text": "From this day nothing rests on it. For example 12 November 2026.",
        })  # fmt: skip
        self.fields["resolution"] = forms.ChoiceField(
            label="By resolution", required=False, choices=[("", "None on record"), *resolutions]
        )


class HoldForm(_RecordForm):
    """A hold that is placed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _fields(
            Hold, ("key", "name", "thing", "placed_by", "power", "starts", "until", "description", "stands_still"),
            key={"required": True, "label": "Key"}, name={"label": "Name", "required": True},
            thing={"help_text": "The key of a contract, service, letter, variation or other record. Blank: everything "
                   "of the acts below."},
            description={"label": "Reason", "required": True}, starts={"required": True},
            until={"help_text": "After this day it lapses by itself. Blank: until it is lifted."},
        )  # fmt: skip
        self.fields["acts"] = forms.MultipleChoiceField(
            label="Which acts stand still", choices=_ACTS, widget=forms.CheckboxSelectMultiple, required=False,
            help_text="None ticked: all of them.",
        )  # fmt: skip
        self.fields["audience"] = forms.ChoiceField(
            label="Who may see it", choices=SEEN_BY, widget=forms.RadioSelect, initial=Audience.PARTNERS.value
        )

    def record(self, organisation: str, evidence: Evidence) -> Hold:
        """The hold that was typed; only for a valid form."""
        data = dict(self.cleaned_data)
        acts, audience = "; ".join(data.pop("acts")), Audience(data.pop("audience"))
        return Hold(**data, acts=acts, audience=audience, organisation=organisation, evidence=evidence)


class LiftForm(_RecordForm):
    """From which day a hold is lifted, and by which post."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= _fields(Hold, ("lifted_on", "lifted_by"), lifted_on={
            "required": True, "help_text": "From this day it stands against nothing.",
        }, lifted_by={"required": True})  # fmt: skip
