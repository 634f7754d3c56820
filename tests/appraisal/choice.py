"""A choice for the cast to appraise: two options, a tree of factors, a gate, a score sheet and a cost line."""

from dataclasses import dataclass
from typing import Any

from severalty.appraisal.models import Appraisal, CostLine, Factor, Gate, Option, ScoreSheet
from severalty.engine.estate.parties import Audience
from severalty.tenancy.audit import read_body
from severalty.tenancy.models import AuditEntry, Organisation
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
        audience = values.pop("audience", Audience.PARTNERS)
        item = self.cast.item(recorder or self.cast.north, key, audience, table="options", name=key.title())
        return Option.objects.create(item=item, **({"appraisal": self.appraisal} | values))


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
