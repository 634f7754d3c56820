"""The forms for decision routes: which council and day, a council's own value, and a meeting to find the days for."""

from collections.abc import Iterable
from typing import Any

from django import forms

from severalty.engine.decisions.meetings import NoticeWay
from severalty.engine.decisions.route_reading import RouteError, read_value
from severalty.engine.decisions.routes import RouteRule
from severalty.web.boxes import DayField, ExactDayField
from severalty.web.forms import PlainForm

OFFICER = "decision of an officer"
WAYS = (
    (NoticeWay.NOTICE.value, "28 days’ notice in the forward plan"),
    (NoticeWay.GENERAL_EXCEPTION.value, "General exception"),
    (NoticeWay.SPECIAL_URGENCY.value, "Special urgency"),
    (NoticeWay.NOT_KEY.value, "None: it is not a key decision"),
    (OFFICER, "An officer decides: days after the decision"),
)
HINTS = {
    RouteRule.KEY_SAVINGS: "Write yes or no.",
    RouteRule.PLAN_COUNTING: "Write calendar or working.",
    RouteRule.CLOSE_OF_BUSINESS: "A time, such as 17:00.",
    RouteRule.CALL_IN_EFFECT: "Write on_nth_day (on the last day of call-in) or day_after (the day after it).",
    RouteRule.CALL_IN_BY: "In words, such as any three members.",
    RouteRule.POLL: "A day, such as 7 May 2026.",
    RouteRule.DIRECTION: "Write yes or no.",
    RouteRule.DIRECTION_BEYOND: "A day, such as 31 March 2028.",
}


def hint_of(rule: RouteRule) -> str:
    """What the box for a value takes."""
    if rule in HINTS:
        return HINTS[rule]
    return "An amount in pounds, such as 50000." if "pounds" in rule.value else "A whole number, such as 5."


class RouteForm(PlainForm):
    """Whose route, and on which day."""

    council = forms.ChoiceField(label="Council")
    on = ExactDayField(label="On", required=True, help_text="For example 8 April 2026.")

    def __init__(self, *args: Any, councils: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = list(councils)  # type: ignore[attr-defined]


class MeetingForm(PlainForm):
    """A meeting, and how notice is given of what it decides."""

    council = forms.ChoiceField(label="Council")
    meeting = ExactDayField(
        label="Day of the meeting or decision", required=True, help_text="For example 8 April 2026."
    )
    way = forms.ChoiceField(label="How notice is given", choices=WAYS, required=False)
    private = forms.BooleanField(label="Part of it is held in private", required=False)
    published = ExactDayField(
        label="Decision published on", help_text="If it was published already. Blank: by the council’s own rule."
    )

    def __init__(self, *args: Any, councils: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council"].choices = list(councils)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A decision is published no earlier than it is taken."""
        data: dict[str, Any] = super().clean() or {}
        meeting, published = data.get("meeting"), data.get("published")
        if meeting and published and published < meeting:
            self.add_error("published", "A decision cannot be published before the meeting; correct one of the two.")
        return data


class ValueForm(PlainForm):
    """A council's own value of one rule, and who has confirmed it."""

    token = forms.CharField(widget=forms.HiddenInput, required=False)
    value = forms.CharField(label="Value", max_length=300)
    starts = DayField(label="Holds from", help_text="For example 21 May 2025. Blank: not known.")
    ends = DayField(label="Holds until", help_text="Blank while it holds.")
    source = forms.CharField(
        label="Source", max_length=300, help_text="Such as constitution part 4, rule 12.",
        error_messages={"required": "Enter where the value is written, such as constitution part 4"},
    )  # fmt: skip
    confirmed_by = forms.CharField(
        label="Confirmed by", max_length=300, required=False,
        help_text="The post, never a person’s name, such as Monitoring Officer. Blank: still to be confirmed.",
    )  # fmt: skip
    confirmed_on = DayField(label="Confirmed on", help_text="For example 2 March 2026.")
    why = forms.CharField(
        label="Why", max_length=300, help_text="For the history: one sentence.",
        error_messages={"required": "Enter why, in one sentence"},
    )  # fmt: skip

    def __init__(self, *args: Any, rule: RouteRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        self.fields["value"].help_text = hint_of(rule)

    def clean_value(self) -> str:
        """The value, if its rule can read it."""
        text = str(self.cleaned_data["value"]).strip()
        try:
            read_value(self.rule, text)
        except RouteError as error:
            raise forms.ValidationError(str(error).removeprefix(f"{self.rule.value}: ")) from error
        return text

    def clean(self) -> dict[str, Any]:
        """What is confirmed has a post and a day, and nothing ends before it begins."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("confirmed_on") and not data.get("confirmed_by", "").strip():
            self.add_error("confirmed_by", "Enter the post that confirmed it, or clear the day")
        if data.get("confirmed_by", "").strip() and "confirmed_on" in data and not data["confirmed_on"]:
            self.add_error("confirmed_on", "Enter the day on which it was confirmed")
        if data.get("starts") and data.get("ends") and data["ends"].last < data["starts"].first:
            self.add_error("ends", "It cannot end before it begins; correct one of the two days")
        return data
