"""A common core of North and South, with the cabinets that decide on it, as tests of joint approval need them."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from severalty.decisions.actions import cores as actions
from severalty.decisions.models import Body, Core, CoreBody, CoreVersion, RouteValue
from severalty.decisions.queries.cores import Look, look_at
from severalty.decisions.reports.cores import draft_content
from severalty.engine.dates import PartialDate, day
from severalty.engine.decisions.resolutions import Outcome
from severalty.engine.decisions.routes import RouteRule
from severalty.engine.estate.parties import Audience
from tests.conftest import NOON, TODAY, Cast

SECRET = "Zyzzyva Ltd asks £412,000 for the exit."
TODAY_SAID = PartialDate(TODAY, TODAY)


@dataclass
class Chamber:
    """Freezes cores and records resolutions as the cast would, by the actions."""

    cast: Cast
    core: Core

    def look(self, who: str = "north", on: date = TODAY) -> Look:
        """The core as one of the cast sees it."""
        return look_at(self.cast.viewer(who), self.cast.case, self.core.pk, on)

    def newest(self, who: str = "north") -> str:
        """The digest of the newest version."""
        return self.look(who).position.current

    def edit(self, **values: Any) -> None:
        """Other words in the draft."""
        for name, value in values.items():
            setattr(self.core, name, value)
        self.core.save()
        self.core.item.version += 1
        self.core.item.save()

    def freezing(self, reason: str = "First version.", **more: Any) -> actions.Freezing:
        """The draft, ready to be frozen."""
        look = self.look()
        content, exempt = draft_content(self.cast.viewer("north"), self.cast.case, look, TODAY, reason)
        values = {"newest": look.position.current, "exempt_terms": exempt, "token": str(look.row.item.version)}
        return actions.Freezing(self.core.pk, content, **(values | more))

    def freeze(self, reason: str = "First version.", at: datetime = NOON, **more: Any) -> CoreVersion:
        """The draft, frozen by North."""
        return actions.freeze_core(by=self.cast.viewer("north"), at=at, why="For both cabinets", case=self.cast.case,
                                   freezing=self.freezing(reason, **more))  # fmt: skip

    def amend(self, who: str, reason: str = "Members asked for it.", at: datetime = NOON, **parts: Any) -> CoreVersion:
        """The newest version with other words, frozen by one of the partners."""
        newest = self.look(who).newest
        assert newest is not None
        freezing = actions.Freezing(
            self.core.pk, replace(newest.content, reason=reason, **parts), newest.row.digest
        )  # fmt: skip
        return actions.freeze_core(by=self.cast.viewer(who), at=at, why="An amendment", case=self.cast.case,
                                   freezing=freezing)  # fmt: skip

    def resolving(self, who: str, digest: str = "", **more: Any) -> actions.Resolving:
        """The word of a cabinet on the newest version, ready to be recorded."""
        newest = self.newest(who)
        values: dict[str, Any] = {
            "newest": newest, "body": f"{who}-cabinet@{who}", "outcome": Outcome.APPROVED, "decided_on": TODAY,
            "published_on": TODAY,
        } | more  # fmt: skip
        return actions.Resolving(self.core.pk, digest or newest, **values)

    def resolve(self, who: str, digest: str = "", at: datetime = NOON, **more: Any) -> str:
        """What the cabinet of one of the councils resolved."""
        return actions.resolve_core(by=self.cast.viewer(who), at=at, why="Minutes", case=self.cast.case,
                                    resolving=self.resolving(who, digest, **more))  # fmt: skip


def make_chamber(cast: Cast, **more: Any) -> Chamber:
    """North keeps the draft; both cabinets decide; call-in runs five working days in both councils."""
    values = {"approach": "One programme.", "timeline": "By 31 December 2027.",
              "costing": "North pays £52,000.\nSouth pays £48,000.", "terms": "Notice of 6 months."} | more  # fmt: skip
    item = cast.item(cast.north, "common", Audience.PARTNERS, table="cores", name="Shared ICT")
    core = Core.objects.create(item=item, partnership=cast.partnership, **values)
    for council in (cast.north, cast.south):
        name = f"Cabinet of {council.name}"
        body = cast.item(council, f"{council.key}-cabinet", Audience.PARTNERS, table="bodies", name=name)
        cabinet = Body.objects.create(item=body, kind="cabinet or executive", organisation=council, call_in="yes")
        CoreBody.objects.create(case=cast.case, core=core, organisation=council, body=cabinet, recorded_by=cast.north)
        for rule, value in ((RouteRule.CALL_IN_DAYS, "5"), (RouteRule.CALL_IN_EFFECT, "day_after")):
            RouteValue.objects.create(case=cast.case, organisation=council, rule=rule, value=value,
                                      recorded_by=council, starts=day(date(2020, 1, 1)))  # fmt: skip
    return Chamber(cast, core)
