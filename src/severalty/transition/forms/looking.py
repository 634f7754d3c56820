"""Forms that choose what a page of a plan shows: span, scale, groups and links; and a wave for a package."""

from collections.abc import Iterable
from typing import Any

from django import forms

from severalty.transition.reports.pictures import GROUPS
from severalty.web.axes import Scale
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm

ONLY = (("", "everything"), ("critical", "what is critical"), ("open", "what is not done yet"),
        ("late", "what ends later than was approved"))  # fmt: skip


class PlanForm(PlainForm):
    """Which plan, where one may see several."""

    plan = forms.ChoiceField(label="Plan", required=False)

    def __init__(self, *args: Any, plans: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = list(plans)
        self.fields["plan"].choices = choices  # type: ignore[attr-defined]
        if len(choices) < 2:
            del self.fields["plan"]


class TimetableForm(PlanForm):
    """Zoom, grouping, what is shown, and whose links are drawn."""

    start = DayField(label="From", help_text="A day, a month or a year.")
    until = DayField(label="To", help_text="Leave both blank for the whole plan.")
    scale = forms.ChoiceField(label="Steps of the axis", required=False,
                              choices=[("", "as fits"), *((one.value, one.value) for one in Scale)])  # fmt: skip
    group = forms.ChoiceField(label="Grouped by", required=False, choices=list(GROUPS.items()))
    only = forms.ChoiceField(label="Show", required=False, choices=ONLY)
    links = forms.ChoiceField(label="Draw the links of", required=False)

    def __init__(self, *args: Any, packages: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = [("", "nothing"), ("critical", "the critical path"), *packages]
        self.fields["links"].choices = some  # type: ignore[attr-defined]


class WeekForm(PlanForm):
    """Which team, and between which days."""

    team = forms.ChoiceField(label="Team", required=False)
    start = DayField(label="From", help_text="A day, a month or a year.")
    until = DayField(label="To")

    def __init__(self, *args: Any, teams: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", "all teams"), *teams]  # type: ignore[attr-defined]


class WaitForm(PlanForm):
    """What the drawing of waits begins with, and how far it goes."""

    about = forms.ChoiceField(label="Around", required=False)
    steps = forms.ChoiceField(label="How many links away", required=False,
                              choices=[(str(one), str(one)) for one in (1, 2, 3, 4)])  # fmt: skip

    def __init__(self, *args: Any, abouts: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = list(abouts)  # type: ignore[attr-defined]


class WaveForm(PlainForm):
    """The wave that a package is pinned to; blank leaves it to the planner."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    wave = forms.ChoiceField(label="Wave", required=False)

    def __init__(self, *args: Any, waves: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].choices = [("", "wherever it fits"), *waves]  # type: ignore[attr-defined]


class CompareForm(PlainForm):
    """Which scenarios stand side by side."""

    scenario = forms.MultipleChoiceField(label="Scenarios", widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, scenarios: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scenario"].choices = list(scenarios)  # type: ignore[attr-defined]
