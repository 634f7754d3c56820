"""Forms of risks: a review, an acceptance, an end, an action done, the cells of a matrix, a copy of a template."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms

from severalty.engine.estate.parties import Audience
from severalty.engine.risks.register import Response
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm

if TYPE_CHECKING:
    from severalty.risks.queries.matrices import Matrix, Template

AUDIENCES = [
    (Audience.PARTNERS.value, "All partner councils and their shared service"),
    (Audience.HOLDERS.value, "Only us"),
    (Audience.PARTNERSHIP.value, "Everyone in the partnership, suppliers and advisers too"),
    (Audience.PUBLIC.value, "Everyone"),
]
SCORES = (
    ("likelihood", "Likelihood now", "likelihoods"),
    ("impact", "Impact now", "impacts"),
    ("target_likelihood", "Target likelihood", "likelihoods"),
    ("target_impact", "Target impact", "impacts"),
)


class VersionForm(PlainForm):
    """A form about a record in the version that was looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def show_version(self, version: int) -> None:
        """Carry the version that is on record now, so that sending again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


class ReviewForm(VersionForm):
    """The scores of a day, and why; scores are places on the risk's matrix."""

    note = forms.CharField(
        label="Why", max_length=2_000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What has changed since it was last looked at, or why nothing has.",
    )  # fmt: skip
    next_review = DayField(label="Next review", help_text="A day or a month, such as 15 January 2027.")

    def __init__(self, *args: Any, matrix: Matrix | None, own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grid = matrix.grid if matrix else None
        for name, label, words in SCORES if grid else ():
            self.fields[name] = forms.TypedChoiceField(
                label=label, required=False, coerce=int, empty_value=None,
                choices=[("", "Not scored"), *places(getattr(grid, words))],
            )  # fmt: skip
        if not own:
            del self.fields["next_review"]
        self.order_fields([name for name, _, _ in SCORES])


def places(words: tuple[str, ...]) -> list[tuple[int, str]]:
    """The places of a scale as choices, the most first."""
    return [(place, f"{place} {word}") for place, word in reversed(list(enumerate(words, start=1)))]


class AcceptForm(VersionForm):
    """That a risk is borne."""

    response = forms.ChoiceField(
        label="Response", widget=forms.RadioSelect,
        choices=[(Response.TOLERATE.value, "Tolerate: it is borne as it is"),
                 (Response.TAKE.value, "Take: it is worth taking for what it brings")],
    )  # fmt: skip
    accepted_by = forms.CharField(label="Accepted by", max_length=300, help_text="A post or a body, never a person.")
    reason = forms.CharField(label="Reason", max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))
    until = DayField(label="Accepted until", help_text="Blank where no end is set.")


class CloseForm(VersionForm):
    """That a risk no longer stands."""

    reason = forms.CharField(label="Reason", max_length=4_000, widget=forms.Textarea(attrs={"rows": 3}))


class DoneForm(VersionForm):
    """That an action was done."""

    done_on = DayField(label="Done on", required=True, help_text="For example 12 November 2026.")
    proof = forms.CharField(label="Shown by", max_length=300, help_text="What shows that it is done.")


class CellsForm(PlainForm):
    """The cells of a matrix: a box for each, and one reason for all that the source states otherwise."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reason = forms.CharField(
        label="Reason", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed where a cell that the source states is changed.",
    )  # fmt: skip

    def __init__(self, *args: Any, matrix: Matrix, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.matrix, grid = matrix, matrix.grid
        bands = [("", "Council to confirm"), *((band.place, band.word) for band in matrix.bands)]
        for likelihood, impact in self.cells():
            held = matrix.cells.get((likelihood, impact))
            self.fields[f"cell-{likelihood}-{impact}"] = forms.TypedChoiceField(
                label=f"{grid.likelihoods[likelihood - 1]}, {grid.impacts[impact - 1]}", required=False, choices=bands,
                coerce=int, empty_value=None, initial=held.band if held and held.band is not None else "",
                widget=forms.Select(attrs={"aria-label": f"Band for likelihood {grid.likelihoods[likelihood - 1]}, "
                                                         f"impact {grid.impacts[impact - 1]}"}),
            )  # fmt: skip

    def show(self, matrix: Matrix) -> None:
        """Carry the fingerprint of the matrix as it is now, so that sending again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = matrix.print
        self.data = data

    def cells(self) -> Iterator[tuple[int, int]]:
        """The places of the cells, the highest likelihood first."""
        grid = self.matrix.grid
        for likelihood in range(len(grid.likelihoods), 0, -1):
            for impact in range(1, len(grid.impacts) + 1):
                yield likelihood, impact

    def chosen(self) -> dict[tuple[int, int], int | None]:
        """The band that was chosen for each cell."""
        return {(one, other): self.cleaned_data.get(f"cell-{one}-{other}") for one, other in self.cells()}


class ProposalForm(PlainForm):
    """The least product of each band but the lowest, from which open cells are proposed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    floors = forms.CharField(
        label="Least product of each higher band", max_length=100, help_text="Rising whole numbers, such as 6; 15."
    )

    def clean_floors(self) -> list[int]:
        """The numbers."""
        parts = [part.strip() for part in self.cleaned_data["floors"].replace(",", ";").split(";") if part.strip()]
        if not all(part.isdigit() and len(part) < 6 for part in parts):
            raise forms.ValidationError("Write whole numbers with ; between, such as 6; 15.")
        return [int(part) for part in parts]


class BandsForm(PlainForm):
    """The bands of a matrix, the lowest first."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=64)
    bands = forms.CharField(
        label="Bands, the lowest first", max_length=1_000, help_text="With ; between, such as Low; Medium; High."
    )

    def clean_bands(self) -> list[str]:
        """The words."""
        return [word for part in self.cleaned_data["bands"].split(";") if (word := part.strip()[:300])]


class TemplateForm(PlainForm):
    """Which matrix is copied, and who may see the copy."""

    template = forms.ChoiceField(label="Matrix to copy", widget=forms.RadioSelect)
    audience = forms.ChoiceField(
        label="Who may see it", choices=AUDIENCES, initial=Audience.PARTNERS.value, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, templates: tuple[Template, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template"].choices = [(one.key, _size(one)) for one in templates]  # type: ignore[attr-defined]


def _size(one: Template) -> str:
    cells = len(one.likelihoods) * len(one.impacts)
    return (
        f"{one.name}: {len(one.likelihoods)} likelihoods, {len(one.impacts)} impacts, "
        f"{len(one.cells)} of {cells} cells settled"
    )
