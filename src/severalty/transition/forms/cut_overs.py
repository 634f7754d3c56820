"""The form in which a council gives its word on a cut-over."""

from typing import Any

from django import forms

from severalty.engine.fields import Known, columns_of
from severalty.engine.transition.cut_overs import CRITERIA, LABELS
from severalty.engine.transition.resources import CutOverMember, GoWord
from severalty.transition.forms.days import PlanColumnField
from severalty.web.forms import PlainForm

GO_WORDS = ((GoWord.GO.value, "go"), (GoWord.NO_GO.value, "no go"), (GoWord.UNKNOWN.value, "not said yet"))
ANSWERS = ((Known.YES.value, "yes"), (Known.NO.value, "no"), (Known.UNKNOWN.value, "not known"))
_SHAPES = {shape.name: shape for shape in columns_of(CutOverMember)}


class WordForm(PlainForm):
    """What must be there before anything starts, six answers with what shows them; then the word itself."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in CRITERIA:
            self.fields[name] = forms.TypedChoiceField(
                label=f"{LABELS[name]}?", choices=ANSWERS, coerce=Known, widget=forms.RadioSelect,
                initial=Known.UNKNOWN.value,
            )  # fmt: skip
            shape = _SHAPES[f"{name}_shown"]
            self.fields[shape.name] = PlanColumnField(shape, help_text=f"For example {shape.example}.")
        self.fields["go"] = forms.TypedChoiceField(
            label="Your council’s word", choices=GO_WORDS, coerce=GoWord, widget=forms.RadioSelect,
            help_text="Go needs a yes to each of the six; no go needs a reason. One no stops all.",
        )  # fmt: skip
        self.fields["said_by"] = PlanColumnField(
            _SHAPES["said_by"], label="Given by", help_text="A post, never a person, such as Chief Information Officer."
        )
        self.fields["said_on"] = PlanColumnField(
            _SHAPES["said_on"], label="Given on", help_text="For example 3 May 2027."
        )
        self.fields["reason"] = PlanColumnField(
            _SHAPES["reason"], label="Reason", help_text="Needed for no go, and to take a word back."
        )

    def carry(self, seen: str) -> None:
        """Carry the fingerprint of what stands on record now, so that giving the word again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix("seen")] = seen
        self.data = data
