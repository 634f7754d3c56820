"""The tables of one risk: its three scores, controls, actions, effects before and after, reviews, issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from severalty.engine.evidence import Evidence, show_pounds
from severalty.engine.risks.comparing import EffectRow, EffectSide
from severalty.engine.risks.heat import Score, score_of
from severalty.engine.risks.rating import Grid, Rating, RatingQuestion, rating
from severalty.risks.binding import ACTIONS, CONTROLS, EFFECTS, ISSUES, REVIEWS
from severalty.risks.queries.book import Book, Entry, Line
from severalty.risks.queries.drafted import is_own, may_edit
from severalty.risks.views.lines import band_tag, item_url, place_words, risk_url, standing_words
from severalty.risks.views.register import action_tag
from severalty.web.columns import Column
from severalty.web.marks import Tag
from severalty.web.sheets import Sheet

if TYPE_CHECKING:
    from severalty.engine.risks.quantities import RiskEffect
    from severalty.tenancy.models import Case

SCORE_WORDS = {
    Score.INHERENT: "Inherent: before any control",
    Score.CURRENT: "Current: with the controls in place",
    Score.TARGET: "Target: when the actions are done",
}


@dataclass(frozen=True)
class ScoreRow:
    """One of the three scores."""

    words: str
    likelihood: str
    impact: str
    rating: Rating
    grid: Grid | None

    @property
    def band(self) -> Tag | None:
        """The band as a mark."""
        return band_tag(self.rating, self.grid)

    @property
    def who(self) -> str:
        """Who says in which band the cell lies."""
        return standing_words(self.rating) if self.likelihood else ""


def score_sheet(line: Line) -> Sheet:
    """The three scores of a risk."""
    grid = line.matrix.grid if line.matrix else None
    rows = []
    for score, words in SCORE_WORDS.items():
        likelihood, impact = score_of(line.risk, score)
        rows.append(ScoreRow(words, place_words(likelihood, grid.likelihoods if grid else ()),
                             place_words(impact, grid.impacts if grid else ()), getattr(line.standing, score.value),
                             grid))  # fmt: skip
    columns = (
        Column("words", "Score"),
        Column("likelihood", "Likelihood"),
        Column("impact", "Impact"),
        Column("band", "Band", "tag"),
        Column("who", "Who says so"),
    )
    return Sheet("Scores", columns, rows, ident="scores")


def _name(case: Case, label: str) -> Column:
    return Column("name", label, "link", value="row.item.name", url=lambda one: item_url(case, one.ref))


def control_sheet(case: Case, line: Line) -> Sheet:
    """What makes it less likely or less bad."""
    columns = (
        _name(case, "Control"),
        Column("number", "No.", "count", value="record.number"),
        Column("state", "State", value=lambda one: _known(one.record.state)),
        Column("works", "Works", value=lambda one: _known(one.record.works)),
        Column("owner", "Owner", value="record.owner"),
        Column("checked_on", "Last checked", "date", value="record.checked_on"),
    )
    return Sheet("Controls", columns, line.of(CONTROLS), ident="controls")


def action_sheet(book: Book, line: Line) -> Sheet:
    """What is to be done about it."""
    case = book.case
    columns = (
        _name(case, "Action"),
        Column("state", "State", "tag", value=lambda one: action_tag(book, one)),
        Column("owner", "Owner", value="record.owner"),
        Column("due", "Due", "date", value="record.due"),
        Column("done_on", "Done", "date", value="record.done_on"),
        Column("proof", "Shown by", value="record.proof"),
        Column("finish", "Record it", "link", value=lambda one: "It is done" if _may_finish(book, one) else "",
               url=lambda one: reverse("risks:done", args=[case.key, one.ref])),
    )  # fmt: skip
    return Sheet("Actions", columns, line.of(ACTIONS), ident="actions")


def _may_finish(book: Book, one: Entry) -> bool:
    return one.record.done_on is None and may_edit(book.viewer, book.case) and is_own(book.viewer, one.row)


def review_sheet(book: Book, line: Line) -> Sheet:
    """The history of its scores, the latest first."""
    grid = line.matrix.grid if line.matrix else None

    def band(one: Entry) -> Any:
        return band_tag(rating(RatingQuestion(grid, one.record.likelihood, one.record.impact)), grid)

    columns = (
        Column("on", "Reviewed on", "date", value="record.reviewed_on"),
        Column("by", "By", "organisation", value=lambda one: book.organisations.get(one.record.organisation)),
        Column("likelihood", "Likelihood",
               value=lambda one: place_words(one.record.likelihood, grid.likelihoods if grid else ())),
        Column("impact", "Impact", value=lambda one: place_words(one.record.impact, grid.impacts if grid else ())),
        Column("band", "Band", "tag", value=band),
        Column("note", "Why", value="record.note"),
    )  # fmt: skip
    return Sheet("History of its scores", columns, line.of(REVIEWS)[::-1], ident="reviews")


def issue_sheet(case: Case, line: Line) -> Sheet:
    """What it has come to already."""
    columns = (
        _name(case, "Issue"),
        Column("severity", "How bad", value=lambda one: _known(one.record.severity)),
        Column("raised_on", "Raised", "date", value="record.raised_on"),
        Column("resolved_on", "Settled", "date", value="record.resolved_on"),
        Column("answer", "What is done", value="record.answer"),
    )
    return Sheet("Issues: it has come true", columns, line.of(ISSUES), ident="issues")


def _known(word: str) -> str:
    return "" if word == "unknown" else str(word)


@dataclass(frozen=True)
class EffectLine:
    """One risk on one thing, before and after."""

    book: Book
    row: EffectRow
    effects: dict[str, Entry]

    @property
    def thing(self) -> str:
        """The name of the thing."""
        return self.book.names.get(self.row.thing, ("", ""))[0]

    @property
    def thing_url(self) -> str:
        """Its page."""
        return item_url(self.book.case, self.row.thing)

    @property
    def risk(self) -> str:
        """The name of the risk."""
        return next((one.item.name for one in self.book.lines if one.entry.ref == self.row.risk), "")

    @property
    def risk_url(self) -> str:
        """Its page."""
        return risk_url(self.book.case, self.row.risk)

    @property
    def recorder(self) -> Any:
        """Who says so."""
        return self.book.organisations.get(self.row.recorded_by)

    def effect(self, side: str) -> RiskEffect | None:
        """The effect of one side, `before` or `after`."""
        found: EffectSide | None = getattr(self.row, side)
        held: RiskEffect | None = self.effects[found.effect].record if found else None
        return held

    def evidence(self, side: str) -> Evidence:
        """What one side rests on."""
        found = self.effect(side)
        return found.evidence if found else Evidence.UNKNOWN


def effect_lines(book: Book, risk: str = "") -> list[EffectLine]:
    """The effects of all risks, or of one, before and after, by the name of the risk and of the thing."""
    effects = {one.ref: one for one in book.entries[EFFECTS.table]}
    rows = [EffectLine(book, row, effects) for row in book.compared.rows if row.risk and risk in ("", row.risk)]
    return sorted(rows, key=lambda one: (one.risk.casefold(), one.thing.casefold(), one.row.thing))


def effect_columns(*, with_risk: bool) -> tuple[Column, ...]:
    """The columns of effects before and after."""
    first = (Column("risk", "Risk", "link", "risk", url="risk_url"),) if with_risk else ()
    return (
        *first,
        Column("thing", "On", "link", "thing", url="thing_url"),
        *(column for side in ("before", "after") for column in _side_columns(side)),
        Column("recorder", "Recorded by", "organisation"),
    )


def _side_columns(side: str) -> tuple[Column, ...]:
    def figure(text: Any) -> Any:
        return lambda line: text(line.effect(side)) if line.effect(side) else ""

    return (
        Column(f"{side}_probability", f"Chance {side}", value=figure(lambda one: percent(one.probability))),
        Column(f"{side}_days", f"Days {side}", value=figure(days_words)),
        Column(f"{side}_pounds", f"Pounds {side}", value=figure(pounds_words)),
        Column(f"{side}_expected", f"Expected {side}", "pounds", value=f"row.{side}.expected_pence",
               evidence=lambda line: line.evidence(side)),
    )  # fmt: skip


def percent(text: str) -> str:
    """`40%`; nothing where nobody has said."""
    return f"{text}%" if text else ""


def days_words(one: RiskEffect) -> str:
    """`5 to 30, likely 15 days`, and the factor on its length where there is one."""
    held = _three(one.days_low, one.days_likely, one.days_high, lambda value: f"{value:,}")
    days = f"{held} days" if held else ""
    factor = _three(one.factor_low or None, one.factor_likely or None, one.factor_high or None, percent)
    return "; ".join(part for part in (days, f"{factor} of its length" if factor else "") if part)


def pounds_words(one: RiskEffect) -> str:
    """`£10,000 to £60,000, likely £25,000`."""
    return _three(
        one.pounds_low, one.pounds_likely, one.pounds_high, lambda value: show_pounds(value, Evidence(one.evidence))
    )


def _three(low: Any, likely: Any, high: Any, words: Any) -> str:
    if low is None and high is None:
        return "" if likely is None else str(words(likely))
    ends = f"{words(low) if low is not None else '?'} to {words(high) if high is not None else '?'}"
    return ends + (f", likely {words(likely)}" if likely is not None else "")


def effect_sheet(book: Book, line: Line) -> Sheet:
    """What one risk would do, before and after mitigation."""
    return Sheet(
        "What it would do, before mitigation and after",
        effect_columns(with_risk=False),
        effect_lines(book, line.entry.ref),
        ident="effects",
    )
