"""That the fixed end of a plan is over, in words; apart from what finds a clash, for pages, which load no solver."""

from severalty.engine.dates import PartialDate
from severalty.engine.transition.calendar import words
from severalty.engine.transition.record import PlanRecord


def past_end_words(record: PlanRecord) -> str:
    """That the fixed end of the plan is over, and since when; nothing where it is still to come.

    A vague end is over when its last day is; before that, the day that the plan counts on is told.
    """
    ends = record.plan.ends_by
    if ends is None or ends.first >= record.on:
        return ""
    why = f" ({record.plan.fixed_by})" if record.plan.fixed_by else ""
    return (
        f"The fixed end of the plan, {ends}{why}, is over: {_ago(record, ends)}, as at {words(record.on)}. Plan as at "
        "an earlier day (--on in the command, “As at” on the page), give the plan a later end, or record what is done."
    )


def _ago(record: PlanRecord, ends: PartialDate) -> str:
    since = ends.last if ends.last < record.on else ends.first
    days = (record.on - since).days
    counted = "" if since == ends.first == ends.last else f", counted from {words(since)}"
    return f"it was {days:,} day{plural_s(days)} ago{counted}"


def plural_s(count: int) -> str:
    """The s of more than one."""
    return "" if count == 1 else "s"
