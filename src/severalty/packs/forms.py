"""The forms of partner packs."""

from typing import Any

from django import forms

from severalty.engine.dispositions.dispositions import Answer
from severalty.formats.pack import LIMITS
from severalty.web.forms import PlainForm

MEGABYTE = 1_000_000
_WORDS = {Answer.ACCEPTED: "Accept", Answer.DISPUTED: "Dispute"}


class UploadForm(PlainForm):
    """A pack that a partner gave."""

    file = forms.FileField(
        label="The pack", help_text="The file as it came from your partner.",
        error_messages={"empty": "The file is empty; ask your partner for the pack again"},
    )  # fmt: skip

    def clean_file(self) -> Any:
        """The file, which is not read to its end where it is far too large."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.file_bytes:
            raise forms.ValidationError(
                f"The file has {file.size // MEGABYTE} MB, more than any pack; "
                f"choose one of at most {LIMITS.file_bytes // MEGABYTE} MB"
            )
        return file


class BringInForm(PlainForm):
    """Agree to what a pack would write; under a key that was not compared yet, with its fingerprint."""

    seen = forms.CharField(widget=forms.HiddenInput)
    fingerprint = forms.CharField(
        label="The fingerprint of its key, as your partner told you", required=False, max_length=100,
        help_text="Ask somebody there by telephone, and type what they read out: 32 signs, spaces do not matter.",
        error_messages={"required": "Enter the fingerprint that your partner reads out to you: nothing is brought in "
                                    "under a key that was not compared"},
    )  # fmt: skip

    def __init__(self, *args: Any, comparing: bool, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["fingerprint"].required = comparing


class WithdrawForm(PlainForm):
    """Withdraw rows that are shared no more."""

    why = forms.CharField(
        label="Why", max_length=2_000, help_text="It stands in the history of each row.",
        error_messages={"required": "Say why they are withdrawn"},
    )  # fmt: skip
    all_gone = forms.BooleanField(label="All of them", required=False)


class AnswerForm(PlainForm):
    """Accept or dispute the rows that were ticked."""

    answer = forms.ChoiceField(
        label="What do you say of them?", choices=[(one.value, words) for one, words in _WORDS.items()],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = forms.CharField(
        label="Why, if you dispute them", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It goes back to your partner with your next pack.",
    )  # fmt: skip
    every = forms.BooleanField(label="All rows of this list, on its other pages too", required=False)
