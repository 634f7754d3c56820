"""Forms that change plans: a run, a baseline, progress, pins, promises, scenarios, and what slips."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from severalty.engine.fields import columns_of
from severalty.engine.transition.packages import WorkPackage
from severalty.engine.transition.resources import Promise
from severalty.engine.transition.templates import SkillAsked
from severalty.transition.forms.days import PlanColumnField, PlanDayField
from severalty.transition.queries.slips import MOST
from severalty.transition.queries.supposing import Unit
from severalty.web.forms import PlainForm

SECONDS = ((10, "10 seconds"), (60, "a minute"), (300, "five minutes"), (900, "a quarter of an hour"))
_PACKAGE = {shape.name: shape for shape in columns_of(WorkPackage)}
_PROMISE = {shape.name: shape for shape in columns_of(Promise)}


class VersionForm(PlainForm):
    """A form about one version of a record."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class RunForm(PlainForm):
    """How long the planner may look, by which seed, and as at which day."""

    seconds = forms.TypedChoiceField(label="Look for at most", choices=SECONDS, coerce=int, initial=60)
    seed = forms.IntegerField(
        label="Seed", min_value=0, max_value=2**31 - 1, initial=1,
        help_text="The same records, seed and work give the same plan.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip
    as_at = PlanDayField(
        label="As at", required=False,
        help_text="Blank: today. For another day, such as 19 June 2024, it is planned as on that day, from the records "
        "as they are now; such a run does not become the plan that counts.",
    )  # fmt: skip

    def clean_as_at(self) -> Any:
        """The day, which is known to the day."""
        found = self.cleaned_data["as_at"]
        if found is not None and found.first != found.last:
            raise forms.ValidationError("Enter one day, for example 19 June 2024.")
        return found


class ChooseForm(VersionForm):
    """The run that is to count."""


class BaselineForm(PlainForm):
    """A baseline of a run: its name, and what approved it."""

    name = forms.CharField(label="Name of the baseline", max_length=200, help_text="For example June 2027.")
    approved_by = forms.ChoiceField(label="Approved by", required=False)
    paper = forms.ChoiceField(label="Paper that put it to them", required=False)

    def __init__(self, *args: Any, resolutions: Sequence[tuple[str, str]], papers: Sequence[tuple[str, str]],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        none = ("", "None yet: it is a recommendation")
        self.fields["approved_by"].choices = [none, *resolutions]  # type: ignore[attr-defined]
        self.fields["paper"].choices = [("", "None on record"), *papers]  # type: ignore[attr-defined]


class ProgressForm(VersionForm):
    """How far a package is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("started_on", "finished_on", "percent_done", "days_left", "spent"):
            self.fields[name] = PlanColumnField(_PACKAGE[name])


class PinForm(VersionForm):
    """Where a package is pinned."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("starts_on", "wave"):
            self.fields[name] = PlanColumnField(_PACKAGE[name], help_text="Blank: the planner is free.")


class PromiseForm(PlainForm):
    """A promise that is made."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"] = PlanColumnField(_PROMISE["name"], label="What is promised", required=True,
                                              help_text="What will be done, and nothing of how.")  # fmt: skip
        self.fields["promised_for"] = PlanColumnField(_PROMISE["promised_for"], required=True)
        for name in ("latest", "agreed_in"):
            self.fields[name] = PlanColumnField(_PROMISE[name])


class MovePromiseForm(VersionForm):
    """Other days for a promise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["promised_for"] = PlanColumnField(_PROMISE["promised_for"], required=True)
        self.fields["latest"] = PlanColumnField(_PROMISE["latest"])


class KeepForm(VersionForm):
    """The day on which a promise was kept."""

    kept_on = PlanDayField(label="Kept on", required=True, help_text="For example 11 June 2027.")


class ScenarioForm(PlainForm):
    """A scenario that is made."""

    name = forms.CharField(label="Name", max_length=200, help_text="For example Cabinet three weeks later.")
    description = forms.CharField(label="What it is about", required=False, widget=forms.Textarea(attrs={"rows": 2}))


class ChangeForm(PlainForm):
    """One value that a scenario changes."""

    thing = forms.ChoiceField(label="What changes")
    value = forms.ChoiceField(label="Which value")
    becomes = forms.CharField(
        label="It becomes", max_length=200, help_text="A value as files write it; +3 weeks moves a date on."
    )

    def __init__(self, *args: Any, things: Sequence[tuple[str, str]], values: Sequence[tuple[str, str]],
                 **kwargs: Any) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["thing"].choices = things  # type: ignore[attr-defined]
        self.fields["value"].choices = values  # type: ignore[attr-defined]


class TakeOutForm(PlainForm):
    """A change that is taken out of a scenario."""

    change = forms.ChoiceField(label="Which change")

    def __init__(self, *args: Any, changes: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["change"].choices = changes  # type: ignore[attr-defined]


class SettleForm(PlainForm):
    """That a scenario is adopted or dropped, and why."""

    seen = forms.CharField(widget=forms.HiddenInput)
    because = forms.CharField(label="Because", max_length=300, required=False)


_SLIP = "Choose what slips from the list; what is done or over is there no more."
_BY = "Enter by how many it slips as a whole number; for example 3."


class SlipForm(PlainForm):
    """What slips, and by how many days, weeks or months."""

    slip = forms.ChoiceField(label="What slips", error_messages={"required": _SLIP, "invalid_choice": _SLIP})
    by = forms.IntegerField(
        label="By how many", initial=3, help_text="A whole number; with a minus sign in front, sooner.",
        error_messages=dict.fromkeys(("required", "invalid"), _BY),
        widget=forms.TextInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label="Days, weeks or months", choices=[(one.value, one.value) for one in Unit])

    def __init__(self, *args: Any, slips: Sequence[tuple[str, Sequence[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slip"].choices = slips  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """What was sent, refused where it lies further away than can be tried."""
        data: dict[str, Any] = super().clean() or {}
        most = MOST.get(Unit(data["unit"])) if "unit" in data else None
        if most is not None and abs(data.get("by", 0)) > most:
            self.add_error("by", f"Enter at most {most} {data['unit']}, later or sooner.")
        return data


class MakeForm(PlainForm):
    """The workstream for which packages are made from dispositions, and a team for each skill that none has."""

    workstream = forms.ChoiceField(label="Workstream that they go to")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, workstreams: Sequence[tuple[str, str]], skills: Sequence[SkillAsked] = (),
        teams: Sequence[tuple[str, str]] = (), **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.fields["workstream"].choices = workstreams  # type: ignore[attr-defined]
        self.skills = {f"team-{number}": one for number, one in enumerate(skills)}
        for name, one in self.skills.items():
            many = f"{len(one.packages):,} packages ask" if len(one.packages) > 1 else "One package asks"
            self.fields[name] = forms.ChoiceField(
                label=f"Team for {one.skill}", required=False, choices=[("", "No team"), *teams],
                help_text=f"{many} for this skill, which no team has on record.",
            )  # fmt: skip

    def teams_in(self, data: Mapping[str, Any]) -> dict[str, str]:
        """The teams that were chosen, by skill in small letters; of what cannot be read nothing."""
        return {one.skill.lower(): str(data.get(name) or "") for name, one in self.skills.items()}
