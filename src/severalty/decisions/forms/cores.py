"""Forms for common cores: freezing, amending, what a body resolved, call-in, leaving, and a file to be checked."""

from collections.abc import Sequence
from typing import Any

from django import forms

from severalty.decisions.forms.papers import SEEN_BY
from severalty.engine.dates import read_date
from severalty.engine.decisions.core_content import CoreContent
from severalty.engine.decisions.cores import MOST_TERM
from severalty.engine.decisions.resolutions import CallIn, Outcome
from severalty.engine.estate.parties import Audience
from severalty.web.boxes import ExactDayField
from severalty.web.forms import PlainForm

OUTCOMES = {
    Outcome.APPROVED: "Approved as it stands",
    Outcome.AMENDED: "Approved, with amendments of our own paper only; the common core is as it stands",
    Outcome.DEFERRED: "Deferred",
    Outcome.REFUSED: "Refused",
    Outcome.WITHDRAWN: "An earlier approval is withdrawn",
}
SETTLED = {
    CallIn.RELEASED: "No objection: the decision stands",
    CallIn.REFERRED_BACK: "Referred back to those who decided",
    CallIn.REFERRED_TO_COUNCIL: "Referred to full council",
}
PARTS = {"approach": "Approach", "timeline": "Timeline", "costing": "Costing", "terms": "Terms"}


def as_it_stands(content: CoreContent, digest: str) -> dict[str, Any]:
    """What the form of an amendment begins with: the version as it stands."""
    stop = str(read_date(content.long_stop)) if content.long_stop else ""
    parts = {name: getattr(content, name) for name in PARTS}
    return parts | {"long_stop": stop, "newest": digest, "audience": Audience.PARTNERS.value}


def _why() -> forms.CharField:
    return forms.CharField(
        label="Why", max_length=300, help_text="For the history: one sentence.",
        error_messages={"required": "Enter why, in one sentence"},
    )  # fmt: skip


def _seen_by() -> forms.ChoiceField:
    # What one council alone sees would mislead the others about where all stand.
    choices = [(word, text) for word, text in SEEN_BY if word != Audience.HOLDERS]
    return forms.ChoiceField(label="Who may see it", choices=choices, widget=forms.RadioSelect)


def _text(label: str, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": more.pop("rows", 4)}), **more
    )


class FreezeCoreForm(PlainForm):
    """Freezing the draft; for every version but the first it says why there is another."""

    newest = forms.CharField(widget=forms.HiddenInput, required=False)
    token = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = _text(
            "Why there is another version", 2_000, required=not first, rows=2,
            help_text="It stands in the frozen text, and everybody whose approval becomes void by it reads it.",
            error_messages={"required": "Say why there is another version"},
        )  # fmt: skip
        if first:
            self.fields["reason"].widget = forms.HiddenInput()
        self.fields["audience"] = _seen_by()


class AmendForm(PlainForm):
    """An amendment of what is common: the parts as they are to be, and the reason."""

    newest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in PARTS.items():
            self.fields[name] = _text(label, MOST_TERM, required=False, rows=6)
            self.fields[name].widget.attrs.pop("maxlength", None)
        self.fields["long_stop"] = ExactDayField(
            label="Long stop", required=False, help_text="The day on which approvals lapse if one is missing."
        )
        self.fields["reason"] = _text("Why it is amended", 2_000, rows=2,
                                      error_messages={"required": "Say why it is amended"})  # fmt: skip
        self.fields["audience"] = _seen_by()

    def parts(self) -> dict[str, Any]:
        """The parts as they were entered."""
        stop = self.cleaned_data["long_stop"]
        return {name: self.cleaned_data[name] for name in PARTS} | {"long_stop": stop.isoformat() if stop else ""}


class ResolveForm(PlainForm):
    """What a body of the viewer's council resolved on one version."""

    digest = forms.CharField(widget=forms.HiddenInput)
    newest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = forms.ChoiceField(label="Which body decided?", choices=bodies, widget=forms.RadioSelect)
        self.fields["outcome"] = forms.ChoiceField(
            label="What did it decide?", choices=[(one.value, text) for one, text in OUTCOMES.items()],
            widget=forms.RadioSelect,
        )  # fmt: skip
        self.fields["decided_on"] = ExactDayField(required=True, label="Decided on")
        self.fields["published_on"] = ExactDayField(
            label="Published on", required=False,
            help_text="Call-in runs from this day. Leave it blank until it is published, and enter it then.",
        )  # fmt: skip
        self.fields["expires_on"] = ExactDayField(label="Lapses on", required=False,
                                             help_text="If the decision names a day of its own.")  # fmt: skip
        self.fields["condition"] = _text("Subject to", 2_000, required=False, rows=2)
        self.fields["text"] = _text("Words of the resolution", 4_000, required=False, rows=3)
        self.fields["source"] = forms.CharField(label="Source", required=False, max_length=300,
                                                help_text="Such as the number of the minute.")  # fmt: skip
        self.fields["audience"] = _seen_by()


class DeciderForm(PlainForm):
    """Which body decides on a core for one partner."""

    def __init__(
        self, *args: Any, councils: Sequence[tuple[str, str]], bodies: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["partner"] = forms.ChoiceField(label="Partner", choices=[("", "Choose one"), *councils])
        self.fields["body"] = forms.ChoiceField(
            label="Body that decides for it", choices=[("", "Choose one"), *bodies],
            help_text="A body of this partner, or one that it shares with others.",
        )  # fmt: skip
        self.fields["why"] = _why()


class CallInForm(PlainForm):
    """That a decision was called in."""

    on = ExactDayField(required=True, label="Called in on")
    why = _why()


class SettleForm(PlainForm):
    """What became of a call-in."""

    outcome = forms.ChoiceField(
        label="What became of it?", choices=[(one.value, text) for one, text in SETTLED.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    on = ExactDayField(required=True, label="Settled on")
    why = _why()


class LeaveForm(PlainForm):
    """That one's own council leaves."""

    on = ExactDayField(required=True, label="Left on")
    why = _why()


class ShareCoreForm(PlainForm):
    """Who may see a frozen version."""

    audience = _seen_by()
    why = _why()


class CheckCoreForm(PlainForm):
    """The file of a frozen core, and the digest that was published."""

    file = forms.FileField(label="The JSON file of a core", help_text="At most 1 MB. It is read and not kept.")
    digest = forms.CharField(
        label="Digest that was published", required=False, max_length=90,
        help_text="Such as the one in the minutes. Without one, the file is held against the digest that it states.",
    )  # fmt: skip
