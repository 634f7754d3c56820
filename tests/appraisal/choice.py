"""A choice for the cast to appraise: two options, a tree of factors, a gate, a score sheet and a cost line."""

from dataclasses import dataclass
from typing import Any

from severalty.appraisal.models import (
    Appraisal,
    CostAmount,
    CostLine,
    Factor,
    Gate,
    GateVerdict,
    Option,
    Point,
    Score,
    ScoreSheet,
)
from severalty.appraisal.queries.compared import Comparison, comparison_for
from severalty.appraisal.reports.worked import Worked, worked_of
from severalty.engine.estate.parties import Audience
from severalty.tenancy.audit import read_body
from severalty.tenancy.models import AuditEntry, Item, Organisation
from tests.conftest import Cast

FIRST, YEARS, TOP = 2026, 3, 10


@dataclass
class Choice:
    """What North appraises; partners see it. `cost` is a part of the factor `money`, so that money is not scored."""

    cast: Cast
    appraisal: Appraisal
    insource: Option
    outsource: Option
    control: Factor
    money: Factor
    cost: Factor
    gate: Gate
    sheet: ScoreSheet
    line: CostLine

    def option(self, key: str, recorder: Organisation | None = None, **values: Any) -> Option:
        """One more option of the appraisal."""
        return self._one(Option, "options", key, recorder, values)

    def another_option(self) -> Option:
        """An option of another appraisal."""
        item = self.cast.item(self.cast.north, "other-it", Audience.PARTNERS, table="appraisals", evidence="reported")
        appraisal = Appraisal.objects.create(item=item)
        return self._one(Option, "options", "elsewhere", None, {"appraisal": appraisal})

    def cost_line(self, key: str, option: Option, recorder: Organisation | None = None, **values: Any) -> CostLine:
        """One more cost line of an option, in real prices."""
        return self._one(CostLine, "cost_lines", key, recorder, {"option": option, "prices": "real"} | values)

    def one(self, table: Any, name: str, key: str, recorder: Organisation | None = None, **values: Any) -> Any:
        """One more record under the appraisal, of any table of items."""
        return self._one(table, name, key, recorder, values)

    def _one(self, table: Any, name: str, key: str, recorder: Organisation | None, values: dict[str, Any]) -> Any:
        told = {word: values.pop(word) for word in ("evidence", "source", "value_evidence") if word in values}
        audience = values.pop("audience", Audience.PARTNERS)
        common = {"table": name, "name": key.title(), "evidence": "reported", "source": "Report 1"} | told
        item = self.cast.item(recorder or self.cast.north, key, audience, **common)
        return table.objects.create(item=item, **({"appraisal": self.appraisal} | values))

    def child(self, table: Any, recorder: Organisation | None = None, **values: Any) -> Any:
        """A row under one of the records, of whoever records it."""
        return table.objects.create(case=self.cast.case, recorded_by=recorder or self.cast.north, **values)

    def score(
        self, option: Option, factor: Factor, value: int, sheet: ScoreSheet | None = None, **values: Any
    ) -> Score:
        """A score with its reason."""
        told = {"evidence": "reported", "reason": f"Because it is {value}", "source": "Workshop"}
        found: Score = self.child(
            Score, sheet=sheet or self.sheet, option=option, factor=factor, score=value, **(told | values)
        )
        return found

    def amounts(self, line: CostLine, pounds: int, **values: Any) -> None:
        """The same amount in every year that is appraised."""
        for year in range(FIRST, FIRST + YEARS):
            self.child(CostAmount, cost_line=line, year=year, amount=100 * pounds, **values)

    def filled(self) -> "Choice":
        """The same with all that an appraisal needs: insourcing is worth 6.4 of 10 and costs £100,000 a year,
        outsourcing is worth 4.2 and costs £120,000."""
        Item.objects.filter(case=self.cast.case).update(source="Report 1")
        for row, changes in (
            (self.appraisal, {"price_year": FIRST}), (self.control, {"swing": 60}), (self.money, {"swing": 40}),
            (self.cost, {"swing": 100}), (self.line, {"prices": "real"}),
            (self.sheet, {"organisation": self.cast.north}),
        ):  # fmt: skip
            type(row).objects.filter(pk=row.pk).update(**changes)
            row.refresh_from_db()
        for option, on_control, on_cost in ((self.insource, 8, 4), (self.outsource, 3, 6)):
            self.score(option, self.control, on_control)
            self.score(option, self.cost, on_cost)
            self.child(
                GateVerdict, gate=self.gate, option=option, verdict="pass", reason="In time", evidence="reported"
            )
        self.amounts(self.line, 100_000)
        self.amounts(self.cost_line("towers", self.outsource), 120_000)
        self.child(Point, option=self.insource, side="pro", place=1, text="Own staff", evidence="reported")
        return self

    def seen(self, who: str = "north") -> Comparison:
        """The appraisal as one of the cast may see it."""
        return comparison_for(self.cast.viewer(who), self.cast.case, self.appraisal.pk)

    def worked(self, who: str = "north") -> Worked:
        """The appraisal worked out for one of the cast."""
        return worked_of(self.seen(who))


def make_choice(cast: Cast) -> Choice:
    """Write the choice into the tables."""

    def item(table: str, key: str) -> Any:
        return cast.item(cast.north, key, Audience.PARTNERS, table=table, name=key.title(), evidence="reported")

    appraisal = Appraisal.objects.create(
        item=item("appraisals", "future-it"), first_year=FIRST, years=YEARS, scale_top=TOP
    )
    insource = Option.objects.create(item=item("options", "insource"), appraisal=appraisal, place=1)
    money = Factor.objects.create(item=item("factors", "money"), appraisal=appraisal, place=2)
    return Choice(
        cast, appraisal, insource,
        outsource=Option.objects.create(item=item("options", "outsource"), appraisal=appraisal, place=2),
        control=Factor.objects.create(
            item=item("factors", "control"), appraisal=appraisal, place=1, anchor_low="None", anchor_high="Full"
        ),
        money=money,
        cost=Factor.objects.create(item=item("factors", "cost"), appraisal=appraisal, place=3, part_of=money),
        gate=Gate.objects.create(item=item("gates", "january"), appraisal=appraisal),
        sheet=ScoreSheet.objects.create(item=item("score_sheets", "north-lead"), appraisal=appraisal),
        line=CostLine.objects.create(item=item("cost_lines", "desk"), appraisal=appraisal, option=insource),
    )  # fmt: skip


def acts() -> list[tuple[str, str]]:
    """What the trail says was done, in order: the act and the table."""
    bodies = [read_body(entry) for entry in AuditEntry.objects.order_by("number")]
    return [(body["act"], body["table"]) for body in bodies]
