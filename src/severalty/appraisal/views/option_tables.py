"""The tables of an appraisal: options, gates, scores and services, ready for a page or a file."""

from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from severalty.appraisal.reports.verdicts import rank_words
from severalty.appraisal.reports.worked import Worked
from severalty.appraisal.views.sheets import Sheet
from severalty.engine.appraisal.appraise import Standing
from severalty.engine.appraisal.envelopes import EnvelopeVerdict
from severalty.engine.appraisal.options import Outcome, Passing
from severalty.engine.appraisal.sourcing import Agreement, Suggestion
from severalty.engine.evidence import Evidence, show_pounds
from severalty.web.columns import Column
from severalty.web.marks import Tag, pounds_mark

TONES = {
    Passing.PASSES: "good", Passing.FAILS: "bad", Passing.UNKNOWN: "plain",
    Outcome.PREFERRED: "good", Outcome.REJECTED: "bad",
    EnvelopeVerdict.WITHIN: "good", EnvelopeVerdict.OVER: "bad",
    Agreement.AGREES: "good", Agreement.DIFFERS: "warn",
}  # fmt: skip
VIABLE = {True: Tag("viable", "good"), False: Tag("not viable", "bad"), None: Tag("not known")}


def option_url(worked: Worked, case: Any, handle: str) -> str:
    """The page of an option."""
    ref = worked.comparison.refs.get(handle)
    return reverse("appraisal:option", args=[case.key, ref]) if ref else ""


def item_url(worked: Worked, case: Any, handle: str) -> str:
    """The page of any item of the appraisal, with its history."""
    ref = worked.comparison.refs.get(handle)
    return reverse("estate:item", args=[case.key, ref]) if ref else ""


def number(value: float | None, digits: int = 1) -> str:
    """A score in words; nothing where there is none."""
    return "" if value is None else f"{value:,.{digits}f}"


def ranged(value: float | None, low: float | None, high: float | None) -> str:
    """`76.1 (70.2 to 80.5)`."""
    spread = "" if low is None or high is None or low == high else f" ({number(low)} to {number(high)})"
    return f"{number(value)}{spread}" if value is not None else ""


def money_range(worked: Worked, one: Standing) -> SafeString:
    """The net present cost with its range, as precise as its evidence."""
    if one.npc_pence is None:
        return SafeString("")
    evidence = cost_evidence(worked, one.option)
    mark = pounds_mark(one.npc_pence, evidence)
    if one.npc_low_pence is None or one.npc_high_pence is None or one.npc_low_pence == one.npc_high_pence:
        return mark
    low, high = show_pounds(one.npc_low_pence, evidence), show_pounds(one.npc_high_pence, evidence)
    return format_html('{} <span class="sev-none">{} to {}</span>', mark, low, high)


def cost_evidence(worked: Worked, option: str) -> Evidence:
    """What the cost of an option rests on."""
    table = worked.appraised.costs
    found = next((one for one in table.options if one.option == option), None) if table else None
    return found.economic.evidence if found else Evidence.UNKNOWN


def lettered(one: Any) -> str:
    """`b) Insourced by the lead authority`."""
    return f"{one.letter}) {one.name}" if one.letter else str(one.name)


def option_sheet(worked: Worked, case: Any) -> Sheet:
    """Every option with where it stands."""
    standings, has = worked.appraised.standings, worked.appraised
    columns = [
        Column("option", "Option", "link", value=lettered, url=lambda one: option_url(worked, case, one.option)),
        Column("outcome", "Outcome", "tag", value=_outcome),
    ]
    if worked.comparison.gates:
        columns.insert(1, Column("viable", "Gates", "tag", value=lambda one: VIABLE[one.viable]))
    if any(one.score is not None for one in standings):
        columns += [
            Column("score", "Score", value=lambda one: ranged(one.score, one.score_low, one.score_high)),
            Column("rank", _rank(worked, "value"), "count", value=lambda one: one.rank),
        ]
    if has.by_factor and worked.comparison.scores:
        columns.append(Column("won", "Factors won", "count", value=lambda one: one.factors_won))
    if any(one.npc_pence is not None for one in standings):
        columns += [
            Column("npc", "Net present cost", value=lambda one: money_range(worked, one)),
            Column("cost_rank", _rank(worked, "cost"), "count", value=lambda one: one.cost_rank),
        ]
    return Sheet("Options", tuple(columns), standings, ident="options")


def _rank(worked: Worked, what: str) -> str:
    """What stands above ranks, with the remark that they need; it goes with them into files and narrow windows."""
    words = rank_words(worked, what)
    return f"Rank on {what} ({words})" if words else f"Rank on {what}"


def _outcome(one: Standing) -> Tag | None:
    return None if one.outcome is Outcome.UNDECIDED else Tag(one.outcome.value, TONES.get(one.outcome, "plain"))


def gate_sheet(worked: Worked, case: Any) -> Sheet:
    """Every option at every gate, with the reasons."""
    gates = {one.key: one.name for one in worked.comparison.gates}
    columns = [Column("option", "Option", "link", value="name", url=lambda one: option_url(worked, case, one.option))]
    columns += [
        Column(f"gate{place}", name, value=partial(_verdict, ref)) for place, (ref, name) in enumerate(gates.items())
    ]
    rows = worked.appraised.gated.options if gates else ()
    return Sheet("What every option must meet", tuple(columns), rows, ident="gates")


def _verdict(ref: str, one: Any) -> SafeString:
    cell = next((cell for cell in one.cells if cell.gate == ref), None)
    if cell is None:
        return SafeString("")
    word = "disputed" if cell.disputed else cell.verdict.value
    tone = "warn" if cell.disputed else TONES.get(cell.verdict, "plain")
    mark = format_html('<span class="sev-mark sev-mark--{}">{}</span>', tone, word)
    return format_html('{} <span class="sev-none">{}</span>', mark, cell.words) if cell.words else mark


def score_sheet(worked: Worked) -> Sheet:
    """Factors down, options across: what counts, with the spread of the scorers."""
    scores = worked.appraised.scores
    if scores is None:
        return Sheet("Scores", (), (), ident="scores")
    cells = {(one.option, one.factor): one for one in scores.cells}
    wins = {one.factor: one.best for one in worked.appraised.by_factor.factors} if worked.appraised.by_factor else {}
    weights = {one.factor: one.weight for one in scores.weights.factors}
    columns = [Column("factor", "Factor", value="name")]
    if scores.weights.weighted:
        columns.append(Column("weight", "Weight", value=lambda one: f"{100 * (weights.get(one.key) or 0):.1f}%"))
    columns += [
        Column(
            f"option{place}", worked.option(ref).letter or worked.option(ref).name,
            value=partial(_cell, cells, wins, ref),
        )
        for place, ref in enumerate(scores.options)
    ]  # fmt: skip
    return Sheet("Scores by factor", tuple(columns), worked.scored, ident="scores")


def _cell(cells: Any, wins: Any, option: str, factor: Any) -> SafeString | str:
    cell, best = cells.get((option, factor.key)), option in wins.get(factor.key, ())
    if cell is None or cell.value is None:
        return ""
    spread = "" if cell.lowest in (None, cell.highest) else f" ({cell.lowest} to {cell.highest})"
    text = f"{number(cell.value)}{spread}"
    return (
        format_html("<strong>{}</strong>{}", text, SafeString('<span class="sev-hidden"> (best)</span>'))
        if best
        else text
    )


def _of_council(key: str, one: Any) -> str:
    return number(next((held.value for held in one.by_organisation if held.key == key), None))


def council_sheet(worked: Worked) -> Sheet:
    """Weighted totals by council beside the whole, and how far the councils lie apart."""
    scores = worked.appraised.scores
    if scores is None or not scores.weights.weighted:
        return Sheet("Totals by council", (), (), ident="councils")
    columns = [Column("option", "Option", value="name"), Column("total", "All", value=lambda one: number(one.total))]
    columns += [
        Column(
            f"council{place}", worked.comparison.council(key),
            value=partial(_of_council, key),
        )
        for place, key in enumerate(scores.organisations)
    ]  # fmt: skip
    columns.append(Column("apart", "Apart", value=lambda one: number(one.between_organisations)))
    rows = tuple(one for one in scores.totals if one.total is not None)
    return Sheet("Totals by council", tuple(columns), rows, ident="councils")


def difference_sheet(worked: Worked, most: int = 12) -> Sheet:
    """Where the councils differ most: option, factor and each council's mean."""
    scores = worked.appraised.scores
    if scores is None:
        return Sheet("Where councils differ", (), (), ident="differences")
    apart = [one for one in scores.cells if one.between_organisations]
    apart.sort(key=lambda one: -(one.between_organisations or 0))
    columns = [
        Column("option", "Option", value=lambda one: worked.option(one.option).name),
        Column("factor", "Factor", value=lambda one: worked.comparison.name_of(one.factor)),
        *(
            Column(
                f"council{place}", worked.comparison.council(key),
                value=partial(_of_council, key),
            )
            for place, key in enumerate(scores.organisations)
        ),
        Column("apart", "Apart", value=lambda one: number(one.between_organisations)),
    ]  # fmt: skip
    return Sheet("Where councils differ most", tuple(columns), tuple(apart[:most]), ident="differences")


def sourcing_sheet(worked: Worked, case: Any) -> Sheet:
    """Service by service: the decision, what the criteria suggest, and the way to buy it."""
    rows = {one.key: one for one in worked.comparison.sourcings}
    columns = (
        Column("service", "Service", "link", value="name",
               url=lambda one: item_url(worked, case, one.sourcing)),
        Column("model", "Sourcing option", value=lambda one: model_words(rows[one.sourcing])),
        Column("tower", "Service tower", value=lambda one: rows[one.sourcing].tower),
        Column("route", "Procurement route", value=lambda one: rows[one.sourcing].route),
        Column("scope", "In scope", value=lambda one: _scope(rows[one.sourcing].in_scope.value)),
        Column("suggested", "Criteria suggest", value=_suggested),
        Column("agreement", "Agreement", "tag",
               value=lambda one: Tag(one.agreement.value, TONES.get(one.agreement, "plain"))),
        Column("comment", "Comment", value=lambda one: rows[one.sourcing].comment),
    )  # fmt: skip
    return Sheet("Service by service", columns, worked.sourcing.suggestions, ident="services")


def model_words(sourcing: Any) -> str:
    """`insource: strategy and governance`."""
    word = "" if sourcing.model.value == "unknown" else sourcing.model.value
    return f"{word}: {sourcing.extent}" if sourcing.extent else word


def _scope(word: str) -> str:
    return "" if word == "unknown" else word


def _suggested(one: Suggestion) -> str:
    sides = [("for insourcing", one.for_insource), ("for outsourcing", one.for_outsource)]
    reasons = "; ".join(f"{side}: {', '.join(c.words.lower() for c in found)}" for side, found in sides if found)
    return f"{one.suggestion.value} ({reasons})" if reasons else ""
