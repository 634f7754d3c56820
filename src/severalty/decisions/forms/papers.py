"""The forms for papers: their head and words, freezing, what a council says of its part, and a file to be checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from severalty.engine.decisions.papers import MOST_PASSAGE, TREES, Paper, PaperKind, Passage, SectionKey
from severalty.engine.estate.parties import Audience
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Column, FieldError, Kind, columns_of, read, write
from severalty.web.forms import PlainForm

AUDIENCES = {
    Audience.HOLDERS: "Only my organisation",
    Audience.PARTNERS: "The partner councils and their shared service",
    Audience.PARTNERSHIP: "The whole partnership, its suppliers and advisers included",
    Audience.PUBLIC: "Everyone, the public included",
}
SEEN_BY = [(word.value, text) for word, text in AUDIENCES.items()]
HEAD = (
    "key", "name", "kind", "organisation", "body", "meeting_on", "purpose", "subject", "period_from", "period_to",
    "reference", "lead", "author", "priority", "wards", "key_decision", "key_reason", "call_in", "exempt", "audience",
    "evidence", "source",
)  # fmt: skip
KINDS = {
    PaperKind.COMMITTEE: "Committee paper from an appraisal",
    PaperKind.PROGRESS: "Progress report on what is shared, council by council",
    PaperKind.DISPOSITIONS: "Register of what becomes of each shared thing, for all boards",
    PaperKind.IMPACT: "Impact on the partner of what is proposed",
    PaperKind.CHANGES: "What changed since the last board, or in the period of the head",
    PaperKind.HIGHLIGHT: "Highlight report of a plan for the period of the head",
}
MOST_BYTES = 20_000_000
EVIDENCES = [(one.value, f"{one.label[0].upper()}{one.label[1:]}: {one.meaning}") for one in Evidence]


@dataclass(frozen=True)
class Offers:
    """What the choices of a form offer: organisations by key, subjects by reference, councils by key."""

    organisations: Sequence[tuple[str, str]]
    subjects: Sequence[tuple[str, str]]
    councils: Sequence[tuple[str, str]]


class PaperForm(PlainForm):
    """The head of a paper, and for one that is there already its words, section by section."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, offers: Offers, kind: PaperKind | None = None, **kwargs: Any) -> None:
        self.kind, self.offers = kind, offers
        super().__init__(*args, **kwargs)
        shapes = {shape.name: shape for shape in columns_of(Paper)}
        for name in HEAD:
            if kind is None or name not in ("key", "kind"):
                self.fields[name] = _box(shapes[name], offers)
        self.places = list(places_of(kind, offers.councils)) if kind is not None else []
        for number, (_, _, label) in enumerate(self.places):
            self.fields[f"text-{number}"] = PassageBox(label)
            # A browser would cut what is pasted without a word; the form says that it is too long.
            self.fields[f"text-{number}"].widget.attrs.pop("maxlength")
            self.fields[f"evidence-{number}"] = forms.ChoiceField(
                label=f"What “{label}” rests on", choices=EVIDENCES, required=False
            )
            self.fields[f"source-{number}"] = forms.CharField(
                label=f"Source of “{label}”", required=False, max_length=300
            )
        self.fields["why"] = forms.CharField(
            label="Why", max_length=300, help_text="For the history of the paper: one sentence.",
            error_messages={"required": "Enter why, in one sentence"},
        )  # fmt: skip

    @property
    def head_fields(self) -> list[Any]:
        """The boxes of the head."""
        return [self[name] for name in HEAD if name in self.fields]

    @property
    def sections(self) -> list[tuple[Any, Any, Any]]:
        """For each place in the paper its three boxes."""
        return [
            (self[f"text-{number}"], self[f"evidence-{number}"], self[f"source-{number}"])
            for number in range(len(self.places))
        ]

    def record(self, held: Paper | None, subject: str) -> Paper:
        """The paper that was entered; `subject` is its reference as a file would spell it."""
        values: dict[str, Any] = {}
        for shape in columns_of(Paper):
            if shape.name in self.cleaned_data:
                value = self.cleaned_data[shape.name]
                values[shape.name] = shape.choices(value) if shape.choices else value
        values["subject"] = subject
        return replace(held, **values) if held is not None else Paper(**values)

    def passages(self, paper: str) -> Mapping[tuple[str, str], Passage | None]:
        """The words by section and council; nothing where none are given."""
        found: dict[tuple[str, str], Passage | None] = {}
        for number, (section, about, _) in enumerate(self.places):
            text = self.cleaned_data[f"text-{number}"].strip()
            found[section.value, about] = (
                Passage(
                    paper=paper, section=section, about=about, text=text,
                    evidence=Evidence(self.cleaned_data[f"evidence-{number}"] or Evidence.UNKNOWN),
                    source=self.cleaned_data[f"source-{number}"].strip(),
                )
                if text
                else None
            )  # fmt: skip
        return found


class PassageBox(forms.CharField):
    """A box for the words of one section; the end of a line counts as one character, whatever the browser sends."""

    def __init__(self, label: str) -> None:
        super().__init__(label=label, required=False, max_length=MOST_PASSAGE, widget=forms.Textarea(attrs={"rows": 6}))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text


class ShapeBox(forms.CharField):
    """A box for one column, read by the column's own rule."""

    def __init__(self, shape: Column) -> None:
        hint = f"{shape.help} {f'Such as {shape.example}.' if shape.example and shape.name != 'name' else ''}".strip()
        super().__init__(label=_label(shape), required=shape.required, help_text=hint)
        self.shape = shape

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read(self.shape, text)
        except FieldError as error:
            raise forms.ValidationError(f"{error.expected}. {error.mend}".strip()) from error


def places_of(kind: PaperKind | None, councils: Iterable[tuple[str, str]]) -> Iterable[tuple[SectionKey, str, str]]:
    """Every place in a paper that words may be written for: section, council (or nothing) and label."""
    councils = list(councils)
    for heading in TREES[kind] if kind else ():
        if heading.key is None:
            continue
        yield heading.key, "", heading.words
        if heading.by_council:
            yield from ((heading.key, key, f"{heading.words}: {name}") for key, name in councils)


def initial_of(record: Paper, subject: str, passages: Iterable[Passage], places: Sequence[Any]) -> dict[str, Any]:
    """What the boxes show for a paper on record."""
    found: dict[str, Any] = {}
    for shape in columns_of(Paper):
        value = getattr(record, shape.name)
        found[shape.name] = (
            value.value if shape.choices else value if shape.kind is Kind.REFERENCES else write(shape, value)
        )
    found["subject"] = subject
    held = {(one.section.value, one.about): one for one in passages}
    for number, (section, about, _) in enumerate(places):
        passage = held.get((section.value, about))
        if passage is not None:
            found |= {f"text-{number}": passage.text, f"evidence-{number}": passage.evidence.value,
                      f"source-{number}": passage.source}  # fmt: skip
        else:
            found[f"evidence-{number}"] = Evidence.UNKNOWN.value
    return found


def _label(shape: Column) -> str:
    return {Kind.KEY: "Key (your own reference)"}.get(shape.kind, "Title" if shape.name == "name" else shape.label)


def _box(shape: Column, offers: Offers) -> forms.Field:
    if shape.name == "audience":
        return forms.ChoiceField(label="Who may see it", choices=SEEN_BY, widget=forms.RadioSelect)
    if shape.name == "evidence":
        return forms.ChoiceField(label="What it rests on", choices=EVIDENCES)
    if shape.name == "kind":
        return forms.ChoiceField(label="Kind of paper", choices=[(one.value, words) for one, words in KINDS.items()])
    if shape.choices:
        return forms.ChoiceField(label=shape.label, choices=[(word, word) for word in shape.words], initial=shape.blank)
    if shape.kind is Kind.REFERENCE:
        pairs = [*(offers.subjects if shape.name == "subject" else offers.organisations)]
        return forms.ChoiceField(
            label=shape.label, choices=[("", "None"), *pairs], required=False, help_text=shape.help
        )
    return ShapeBox(shape)


class FreezeForm(PlainForm):
    """Freeze a paper as it stands. `looked_at` is the digest that it would have had when the page was drawn."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    looked_at = forms.CharField(widget=forms.HiddenInput, required=False)
    audience = forms.ChoiceField(
        label="Who may see it",
        choices=[(word.value, text) for word, text in AUDIENCES.items()],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why", max_length=300, help_text="Such as: for Cabinet on 16 December.")
    override = forms.CharField(
        label="If a council has not agreed to its part: why it is frozen all the same", required=False, max_length=500
    )


class ShareForm(PlainForm):
    """Say who may see a frozen paper."""

    audience = forms.ChoiceField(
        label="Who may see it",
        choices=[(word.value, text) for word, text in AUDIENCES.items()],
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label="Why", max_length=300)


class ShareExemptForm(PlainForm):
    """Say who may read the exempt parts of a frozen paper."""

    exempt_audience = forms.ChoiceField(
        label="Who may read them", widget=forms.RadioSelect,
        choices=[(word.value, AUDIENCES[word]) for word in (Audience.HOLDERS, Audience.PARTNERS)],
    )  # fmt: skip
    exempt_why = forms.CharField(label="Why", max_length=300)


class AnswerForm(PlainForm):
    """What a council says of its part of a paper."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    agreed = forms.ChoiceField(
        label="May it be shared as it stands?", choices=[("yes", "Yes"), ("no", "No, something is wrong")],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label="What is wrong, or what you wish to add", required=False, max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip

    def show(self, digest: str) -> None:
        """Carry along what is shown now, so that answering again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["shown"] = digest
        self.data = data


class CheckForm(PlainForm):
    """A paper to be checked."""

    file = forms.FileField(
        label="The paper or decision pack",
        help_text="A Word file, a PDF, the JSON or a decision pack, as it came from Severalty.",
        error_messages={"empty": "The file is empty; download the paper again"},
    )  # fmt: skip
    digest = forms.CharField(
        label="The digest that was published", required=False, max_length=100,
        help_text="64 signs from 0 to 9 and a to f; leave it blank if you do not have it.",
    )  # fmt: skip

    def clean_file(self) -> Any:
        """The file, which is not read to its end where it is far too large."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                f"The file has {file.size // 1_000_000} MB, more than any paper; "
                f"choose a paper of at most {MOST_BYTES // 1_000_000} MB"
            )
        return file
