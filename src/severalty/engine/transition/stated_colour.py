"""The colour that a named person states for a workstream, beside the one that is calculated (domain rules, 5.4)."""

from dataclasses import dataclass

from severalty.engine.transition.packages import Colour, Workstream


@dataclass(frozen=True)
class ColourFault:
    """Why a stated colour cannot stand: the column, what it was expected to hold, and how to mend it."""

    column: str
    expected: str
    sentence: str


_NEEDED = {
    "colour_by": ("the post that states the colour", "Enter the post, such as Programme Manager."),
    "colour_on": ("the day on which the colour is stated", "Enter the day on which it was stated."),
    "colour_because": ("why the colour is stated", "Say in a line why it is seen so."),
}


def colour_faults(stream: Workstream) -> tuple[ColourFault, ...]:
    """Why a colour cannot be stated as it is given; nothing where it can, or none is given.

    A colour says who states it, on which day and why; who, when or why without a colour is refused too.
    """
    said = {name: bool(str(getattr(stream, name) or "").strip()) for name in _NEEDED}
    if stream.colour is Colour.UNKNOWN:
        mend = "State the colour, or clear who stated it, when and why."
        return (ColourFault("colour", "red, amber or green", mend),) if any(said.values()) else ()
    return tuple(ColourFault(name, *_NEEDED[name]) for name, is_said in said.items() if not is_said)


def stated_words(stream: Workstream) -> str:
    """What a person states, with who, when and why; empty where nobody states a colour."""
    if stream.colour is Colour.UNKNOWN:
        return ""
    return f"stated {stream.colour.value} by {stream.colour_by} on {stream.colour_on}: {stream.colour_because}"


def both_colours(stream: Workstream, calculated: Colour) -> str:
    """The calculated colour in words, and beside it the one that a person states, where anybody does."""
    unknown = calculated is Colour.UNKNOWN
    words = "not calculated, since nothing is on record" if unknown else f"calculated {calculated.value}"
    return "; ".join(filter(None, (words, stated_words(stream))))
