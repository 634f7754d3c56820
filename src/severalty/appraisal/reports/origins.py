"""What the figures of an appraisal rest on as a whole: its digest, the rates and the prices, for the end of a paper."""

from collections.abc import Iterator

from severalty.appraisal.reports.worked import Worked
from severalty.engine.dates import financial_year_name
from severalty.web.parts import Writing


def made_from(writing: Writing) -> Iterator[tuple[str, str]]:
    """The appraisal that the sections told of, if they told of one, and the rates and prices of its costs."""
    worked: Worked | None = writing.held.get("appraisal")
    if worked is None:
        return
    yield "Appraisal", f"{worked.comparison.appraisal.name}; digest of what it was worked out from: {worked.digest}"
    if worked.appraised.costs is None:
        return
    schedule = worked.schedule
    yield "Discount rates", f"{schedule.name}; vintage: {schedule.vintage}; source: {schedule.source}"
    yield "Prices", _prices(worked)


def _prices(worked: Worked) -> str:
    appraisal = worked.comparison.appraisal
    year = f"in prices of {financial_year_name(appraisal.price_year)}" if appraisal.price_year else "of no stated year"
    rate = f"{appraisal.inflation} per cent a year" if appraisal.inflation else "none stated"
    return f"Real amounts {year}; general inflation: {rate}, as the appraisal says. No published deflator was used."
