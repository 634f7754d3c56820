"""Forms of bodies and meetings: a meeting to come, a seat, what a meeting resolved, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms

from severalty.decisions.actions.bodies import Moved, NewMeeting, NewSeat
from severalty.decisions.actions.meetings import Held, Said, Undertaken
from severalty.decisions.queries.book import Entry
from severalty.decisions.queries.making import Basis
from severalty.engine.decisions.bodies import Seat
from severalty.engine.decisions.meetings import MeetingState
from severalty.engine.decisions.resolutions import Outcome
from severalty.web.boxes import DayField
from severalty.web.forms import PlainForm

MOST_ACTIONS = 3
TEXTS = (
    ("text", "Text of the resolution"),
    ("reasons", "Reasons"),
    ("alternatives", "Alternatives considered and rejected"),
    ("interests", "Interests declared"),
    ("condition", "Subject to"),
)
_OUTCOMES = [("", "Not recorded here"), *((one.value, one.value) for one in Outcome)]
_NOT_HELD = (MeetingState.PUT_OFF, MeetingState.CANCELLED, MeetingState.PLANNED)


class MeetingForm(PlainForm):
    """A meeting to come."""

    meets_on = DayField(label="Day", required=True, help_text="For example 8 April 2026.")
    begins_at = forms.CharField(label="Begins at", max_length=20, required=False, help_text="For example 18:30.")
    place = forms.CharField(label="Place", max_length=300, required=False)

    def meeting(self, body: str) -> NewMeeting:
        """The meeting of a body, by its reference."""
        data = self.cleaned_data
        return NewMeeting(body, data["meets_on"], data["begins_at"].strip(), data["place"].strip())


class SeatForm(PlainForm):
    """A seat on a body, held by a post."""

    post = forms.CharField(label="Post", max_length=300, help_text="The post, never the person.")
    seat = forms.ChoiceField(label="Sits as", choices=[(one.value, one.value) for one in Seat], initial=Seat.MEMBER)
    organisation = forms.ChoiceField(label="Of council", required=False)
    starts = DayField(label="From", help_text="For example 21 May 2026; blank where it is not known.")

    def __init__(self, *args: Any, organisations: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [("", "Not known"), *organisations]  # type: ignore[attr-defined]

    def new(self, body: str) -> NewSeat:
        """The seat on a body, by its reference."""
        data = self.cleaned_data
        return NewSeat(body, data["post"].strip(), data["organisation"], Seat(data["seat"]), data["starts"])


class EndSeatForm(PlainForm):
    """The day on which a seat ended."""

    which = forms.ChoiceField(label="Which seat")
    ends = DayField(label="Until", required=True, help_text="The last day on which it was held.")

    def __init__(self, *args: Any, seats: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = list(seats)  # type: ignore[attr-defined]


class MoveForm(PlainForm):
    """What became of a meeting that did not take place as planned."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(label="It is", choices=[(one.value, one.value) for one in _NOT_HELD])
    to = DayField(label="Put off to", help_text="The new day, if there is one; it becomes a meeting of its own.")
    why = forms.CharField(label="Why", max_length=1000, required=False)

    def clean(self) -> dict[str, Any]:
        """A new day goes with putting off, and with nothing else."""
        data = super().clean() or {}
        if data.get("to") and data.get("state") != MeetingState.PUT_OFF:
            self.add_error("to", "A new day belongs to a meeting that is put off. Choose “put off”, or clear the day.")
        return data

    def moved(self, meeting: str) -> Moved:
        """What became of a meeting, by its reference."""
        data = self.cleaned_data
        return Moved(meeting, data["version"], MeetingState(data["state"]), data["to"], data["why"].strip())


class AlongForm(PlainForm):
    """Which matters go along to the meeting that theirs was put off to."""

    which = forms.MultipleChoiceField(
        label="Which matters", widget=forms.CheckboxSelectMultiple, error_messages={"required": "Choose a matter."}
    )  # fmt: skip

    def __init__(self, *args: Any, matters: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["which"].choices = list(matters)  # type: ignore[attr-defined]
        self.initial["which"] = [ref for ref, _ in matters]


class AgendaForm(PlainForm):
    """When the agenda of a meeting was published."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agenda_on = DayField(label="Agenda published on", help_text="For example 27 March 2026.")


class HeldForm(PlainForm):
    """That a meeting was held: who was there, what came of each matter, and what somebody undertook."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    present = forms.IntegerField(label="Voting members present", min_value=0, max_value=1000, required=False)
    quorate = forms.ChoiceField(
        label="Was it quorate?", choices=[("yes", "yes"), ("no", "no: what was said there is not resolved")],
        initial="yes",
    )  # fmt: skip
    minutes_on = DayField(label="Minutes published on", help_text="Blank until they are.")

    def __init__(
        self, *args: Any, matters: Sequence[Entry], organisations: Iterable[tuple[str, str]],
        bases: Mapping[str, Basis], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.matters = matters
        for number, one in enumerate(matters):
            self.fields[f"outcome-{number}"] = forms.ChoiceField(
                label="Outcome", choices=_OUTCOMES, required=False, help_text=bases.get(one.ref, Basis()).words
            )
            for name, label in TEXTS:
                self.fields[f"{name}-{number}"] = forms.CharField(
                    label=label, max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 2})
                )
        on = [("", "None in particular"), *((one.ref, one.name) for one in matters)]
        who = list(organisations)
        for number in range(MOST_ACTIONS):
            self.fields[f"what-{number}"] = forms.CharField(label="Action", max_length=300, required=False)
            self.fields[f"owner-{number}"] = forms.CharField(
                label="Owner", max_length=300, required=False, help_text="The post, never the person."
            )
            self.fields[f"who-{number}"] = forms.ChoiceField(label="Held to it", choices=who, required=False)
            self.fields[f"due-{number}"] = DayField(label="Due")
            self.fields[f"on-{number}"] = forms.ChoiceField(label="On matter", choices=on, required=False)

    def clean(self) -> dict[str, Any]:
        """An owner or a day without an action, and an action on a matter without an outcome, are asked about."""
        data = super().clean() or {}
        outcomes = {one.ref: data.get(f"outcome-{number}") for number, one in enumerate(self.matters)}
        for number in range(MOST_ACTIONS):
            what, on = data.get(f"what-{number}", ""), data.get(f"on-{number}", "")
            if not what and (data.get(f"owner-{number}") or data.get(f"due-{number}")):
                self.add_error(f"what-{number}", "Say what is to be done, or clear the owner and the day.")
            if what and on and not outcomes.get(on):
                self.add_error(f"on-{number}", "Record the outcome of that matter as well, or choose none.")
        for number, one in enumerate(self.matters):
            if not data.get(f"outcome-{number}") and any(data.get(f"{name}-{number}") for name, _ in TEXTS):
                self.add_error(f"outcome-{number}", f"Choose the outcome of “{one.name}”, or clear what is written.")
        return data

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked of the meeting as a whole."""
        return [self[name] for name in ("present", "quorate", "minutes_on")]

    @property
    def of_matters(self) -> list[tuple[Entry, list[forms.BoundField]]]:
        """What is asked of each matter."""
        names = ("outcome", *(name for name, _ in TEXTS))
        return [(one, [self[f"{name}-{n}"] for name in names]) for n, one in enumerate(self.matters)]

    @property
    def of_actions(self) -> list[list[forms.BoundField]]:
        """What is asked of each action."""
        return [
            [self[f"{name}-{n}"] for name in ("what", "owner", "who", "due", "on")] for n in range(MOST_ACTIONS)
        ]  # fmt: skip

    def show_seen(self, seen: str) -> None:
        """Carry along what the page shows now, so that saving again is meant."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = seen
        self.data = data

    def held(self, meeting: str) -> Held:
        """What is recorded of a meeting, by its reference."""
        data = self.cleaned_data
        said = [
            Said(
                one.ref, Outcome(data[f"outcome-{n}"]) if data[f"outcome-{n}"] else None,
                *(data[f"{name}-{n}"].strip() for name, _ in TEXTS),
            )
            for n, one in enumerate(self.matters)
        ]  # fmt: skip
        undertaken = [
            Undertaken(
                data[f"what-{n}"], data[f"owner-{n}"].strip(), data[f"who-{n}"], data[f"due-{n}"], data[f"on-{n}"]
            )
            for n in range(MOST_ACTIONS)
        ]
        return Held(
            meeting, data["seen"], data["present"], data["minutes_on"], data["quorate"] != "no", said, undertaken
        )  # fmt: skip


def initial_of(
    meeting: Entry, matters: Sequence[Entry], known: dict[str, Entry], seen: str, own: str
) -> dict[str, Any]:
    """What the form of a meeting shows of what is on record; `known` are the own resolutions by matter."""
    record = meeting.record
    found: dict[str, Any] = {
        "seen": seen, "present": record.present, "minutes_on": str(record.minutes_on or ""),
        "quorate": "no" if record.state is MeetingState.INQUORATE else "yes",
    }  # fmt: skip
    for number, one in enumerate(matters):
        if one.ref in known:
            told = known[one.ref].record
            found |= {f"{name}-{number}": getattr(told, name) for name, _ in TEXTS if name != "text"}
            found |= {f"outcome-{number}": told.outcome.value, f"text-{number}": told.description}
    return found | {f"who-{number}": own for number in range(MOST_ACTIONS)}
