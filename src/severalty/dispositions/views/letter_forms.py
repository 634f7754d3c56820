"""The forms for letters: which are to be written, and what became of one."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import slugify

from severalty.engine.dates import PartialDate
from severalty.engine.dispositions.correspondence import Reply, following
from severalty.engine.dispositions.letter_wording import LONGEST, Wording
from severalty.engine.dispositions.letters import LetterKind, LetterState
from severalty.engine.estate.parties import Audience
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm

SEEN_BY = (
    (Audience.HOLDERS.value, "Only us and those who hold a share in it"),
    (Audience.PARTNERS.value, "The partner councils and their shared service"),
)
ALL = "*"
"""On behalf of all councils; no key of an organisation begins with it."""
BLANK_HINT = "Leave it blank and the letter marks it as a gap."


class LettersForm(PlainForm):
    """Letters of one kind about the ticked contracts."""

    kind = forms.ChoiceField(
        label="Kind of letter", choices=[("", "Choose one"), *((k.value, k.value) for k in LetterKind)]
    )
    council = forms.ChoiceField(label="On behalf of")
    answer_due = DayField(label="Answer asked for by", help_text=f"For example 29 January 2027. {BLANK_HINT}")
    takes_effect = DayField(label="Takes effect on", help_text=f"For example 31 March 2027. {BLANK_HINT}")
    audience = forms.ChoiceField(label="Who may see the letters", choices=SEEN_BY, widget=forms.RadioSelect)

    def __init__(self, *args: Any, councils: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = list(councils)  # type: ignore[attr-defined]


class WordingForm(PlainForm):
    """A council's own wording of one kind of letter."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    subject = forms.CharField(label="Subject", max_length=200)
    text = forms.CharField(
        label="Text", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 16}),
        help_text="A blank line begins a paragraph. A line that begins with - is one thing asked of the supplier.",
    )  # fmt: skip

    def wording(self) -> Wording:
        """What was typed; only for a valid form."""
        return Wording(self.cleaned_data["subject"], self.cleaned_data["text"].replace("\r\n", "\n"))


class ReplyForm(PlainForm):
    """What became of a letter: a further state, its day, and what the supplier said."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="What became of it", widget=forms.RadioSelect)
    on = DayField(
        label="On which day", help_text="For example 4 December 2026.", required=True,
        error_messages={"required": "Enter the day on which it happened"},
    )  # fmt: skip
    answer_due = DayField(
        label="Answer asked for by", help_text="Only where it is sent now. For example 29 January 2027."
    )
    answer = forms.CharField(
        label="What was said", required=False, max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="In short: conditions, reasons, or why it is withdrawn.",
    )  # fmt: skip
    carry = forms.BooleanField(label="Carry it into our proposals for this contract", required=False, initial=True)

    def __init__(
        self, *args: Any, state: LetterState, carries: bool, gaps: Iterable[str] = (), **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.gaps = {f"gap-{slugify(what)[:80]}": what for what in gaps}
        for name, what in self.gaps.items():
            self.fields[name] = forms.CharField(
                label=f"Gap: {what}",
                required=False,
                max_length=1_000,
                help_text="As the letter that is sent now says it.",
            )
        if "carry" in self.fields:
            self.fields["carry"] = self.fields.pop("carry")  # last, after the gaps
        self.fields["state"].choices = [(one.value, one.value) for one in following(state)]  # type: ignore[attr-defined]
        if state is not LetterState.DRAFT:
            del self.fields["answer_due"]
        if not carries:
            del self.fields["carry"]

    def reply(self) -> Reply:
        """What is to be recorded; only for a valid form."""
        data = self.cleaned_data
        due: PartialDate | None = data.get("answer_due")
        return Reply(LetterState(data["state"]), data["on"], data["answer"].strip(), due)

    def filled(self) -> dict[str, str]:
        """What was typed for each gap of the letter, by the words of the gap; only for a valid form."""
        return {what: text for name, what in self.gaps.items() if (text := self.cleaned_data[name].strip())}

    def say(self, faults: Sequence[tuple[str, str]]) -> None:
        """Say beside each box what is wrong with it."""
        for name, sentence in faults:
            self.add_error(name if name in self.fields else None, sentence)
