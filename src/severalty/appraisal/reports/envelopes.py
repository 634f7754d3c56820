"""Envelopes against options: one row for each envelope, one verdict for each option."""

from dataclasses import dataclass

from severalty.appraisal.reports.worked import Worked
from severalty.engine.appraisal.envelopes import EnvelopeCheck, EnvelopeVerdict, away
from severalty.engine.dates import financial_year_name


@dataclass(frozen=True)
class EnvelopeRow:
    """One envelope with what came of it for each option, in the order of the options."""

    name: str
    whose: str
    year: str
    checks: tuple[EnvelopeCheck | None, ...]


def envelope_rows(worked: Worked) -> tuple[EnvelopeRow, ...]:
    """Every envelope of the appraisal, one with an amount and a rise as two rows."""
    held = {(one.envelope, one.test, one.option): one for one in worked.envelopes}
    places = {(one.envelope, one.test): one for one in worked.envelopes}
    options = [one.option for one in worked.appraised.standings]
    return tuple(
        EnvelopeRow(
            one.envelope_name,
            worked.comparison.council(one.organisation),
            "" if one.year is None else financial_year_name(one.year),
            tuple(held.get((*place, option)) for option in options),
        )
        for place, one in places.items()
    )


def verdict_of(check: EnvelopeCheck | None) -> str:
    """`within`, `over by £52,000`, `cannot be judged`."""
    if check is None:
        return ""
    over = f" by {away(check.over_pence or 0, check.evidence)}" if check.verdict is EnvelopeVerdict.OVER else ""
    return f"{check.verdict.value}{over}"
