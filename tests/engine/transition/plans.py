"""Plans for the tests of planning: one that is written by hand, and small ones by chance."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

from severalty.engine.dates import PartialDate, day
from severalty.engine.dispositions.dispositions import Route
from severalty.engine.transition.packages import (
    Maturity,
    PackageKind,
    PackageNeed,
    PackageWait,
    Plan,
    TaskCalendar,
    WaitKind,
    WorkPackage,
)
from severalty.engine.transition.progress import MoneyClass, PlanBudget
from severalty.engine.transition.record import (
    ContractFact,
    DispositionFact,
    Elsewhere,
    GateFact,
    PlanRecord,
    SupportFact,
    UseFact,
)
from severalty.engine.transition.resources import (
    CutOverKind,
    CutOverMember,
    CutOverRule,
    Freeze,
    FreezeKind,
    FreezeReach,
    Promise,
    Severity,
    Team,
    TeamAllotment,
    TeamLeave,
    Wave,
)

START = date(2026, 1, 5)
BANK_HOLIDAYS = (date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4))


def on(value: str) -> PartialDate:
    """A day as a date of a record."""
    return day(date.fromisoformat(value))


def package(key: str, days: int | None = 5, **more: object) -> WorkPackage:
    """A package with an estimate of so many days."""
    is_undefined = days is None and more.get("kind") is not PackageKind.MILESTONE
    maturity = Maturity.UNDEFINED if is_undefined else Maturity.INDICATIVE
    return WorkPackage(
        **{"key": key, "name": key.title(), "workstream": "ws", "likely": days, "maturity": maturity, **more}  # type: ignore[arg-type]
    )


def wait(follower: str, follows: str, **more: object) -> PackageWait:
    """A wait, finish to start unless said otherwise."""
    return PackageWait(package=follower, follows=follows, **more)  # type: ignore[arg-type]


def plan_of(*packages: WorkPackage, **more: object) -> PlanRecord:
    """A plan of these packages from Monday 5 January 2026."""
    plan = Plan(key="plan", name="Split", council="alder", starts_on=day(START))
    held = {"plan": plan, "on": START, "packages": packages, "closed": BANK_HOLIDAYS, **more}
    return PlanRecord(**held)  # type: ignore[arg-type]


def ending(record: PlanRecord, value: str) -> PlanRecord:
    """The plan with a fixed end."""
    return replace(record, plan=replace(record.plan, ends_by=on(value)))


def chance_plan(seed: int) -> PlanRecord:
    """A small plan by chance with something of every constraint; most can be dated."""
    pick = Random(seed)  # noqa: S311 - chance for tests
    kinds = [*PackageKind]
    keys = [f"p{number}" for number in range(pick.randint(3, 9))]
    packages = [_chance_package(pick, key, kinds) for key in keys]
    waits = []
    for number, key in enumerate(keys[1:], start=1):
        for before in pick.sample(keys[:number], k=min(number, pick.randint(0, 2))):
            most = pick.randint(8, 60) if pick.random() < 0.2 else None
            kind = pick.choice([*WaitKind]) if pick.random() < 0.5 else WaitKind.FINISH_START
            lag = pick.randint(0, 4)
            waits.append(wait(key, before, kind=kind, lag=lag, overlap=pick.choice([None, None, 1]), most=most))
    for key, target in (("gate", 0.2), ("promise", 0.2), ("elsewhere", 0.2), ("mine", 0.1)):
        waits += [wait(one, key) for one in keys if pick.random() < target / 2]
    record = plan_of(*packages, waits=tuple(waits), **_chance_rest(pick, keys))
    if pick.random() < 0.5 or any(one.finished_on for one in packages):
        record = replace(record, on=START + timedelta(days=pick.randint(8, 30)))
    return ending(_at_weekends(record, Random(seed)) if seed % 2 else record, "2026-12-18")  # noqa: S311


def _at_weekends(record: PlanRecord, pick: Random) -> PlanRecord:
    """The plan with some of its work at weekends; what goes together has one calendar."""
    chosen = {one.key for one in record.packages if one.kind is not PackageKind.MILESTONE and pick.random() < 0.4}
    for rule in record.rules:
        tied = {one.package for one in record.members if one.rule == rule.key}
        if rule.kind is CutOverKind.TOGETHER and not tied <= chosen:
            chosen -= tied
    packages = tuple(
        replace(
            one,
            calendar=TaskCalendar.WEEKEND,
            likely=None if one.likely is None else 1 + one.likely % 2,
            starts_on=one.starts_on and on(pick.choice(["2026-03-14", "2026-03-15"])),
        )
        if one.key in chosen
        else one
        for one in record.packages
    )
    gates = tuple(replace(one, latest=pick.choice([one.latest, date(2026, 2, 9)])) for one in record.gates)
    freezes = tuple(replace(one, starts=on(pick.choice(["2026-03-22", "2026-03-23"]))) for one in record.freezes)
    return replace(record, packages=packages, gates=gates, freezes=freezes)


def _chance_package(pick: Random, key: str, kinds: list[PackageKind]) -> WorkPackage:
    kind = pick.choice(kinds)
    days = None if pick.random() < 0.06 else pick.randint(1, 9)
    made = package(
        key,
        None if kind is PackageKind.MILESTONE else days,
        kind=kind,
        thing=pick.choice(["", "thing", "contract", "matter" if pick.random() < 0.1 else ""]),
        council=pick.choice(["", "alder", "stan"]),
        capital=pick.choice([None, 100_00, 250_00]),
        fulfils="mine" if pick.random() < 0.1 else "",
        freeze_exception="Board" if pick.random() < 0.2 else "",
        daily_cost=pick.choice([None, 100]),
        wanted_by=on("2026-03-02") if pick.random() < 0.3 else None,
    )
    if pick.random() < 0.1:
        made = replace(made, not_before=on("2026-02-11"))
    if pick.random() < 0.06:
        made = replace(made, starts_on=on(pick.choice(["2026-03-14", "2026-03-16"])))
    if pick.random() < 0.1:
        made = replace(made, must_end_by=on("2026-10-30"))
    if pick.random() < 0.08:
        made = replace(made, started_on=on("2026-01-05"), percent_done=40)
        if pick.random() < 0.5:
            made = replace(made, finished_on=on("2026-01-13"))
    return made


def _chance_rest(pick: Random, keys: list[str]) -> dict[str, object]:
    freeze = Freeze(
        key="freeze", name="Year end", kind=FreezeKind.YEAR_END, starts=on("2026-03-23"), ends=on("2026-04-10"),
        reach=pick.choice([*FreezeReach]), severity=pick.choice([*Severity]), council=pick.choice(["", "alder"]),
    )  # fmt: skip
    rules, members = [], []
    for kind in pick.sample([*CutOverKind], k=pick.randint(0, 2)):
        rules.append(CutOverRule(key=kind.name, name=kind.value, kind=kind))
        members += [CutOverMember(rule=kind.name, package=one) for one in pick.sample(keys, k=min(2, len(keys)))]
    team = Team(
        key="team", name="Infrastructure", council=pick.choice(["alder", "one"]), units=300, day_to_day="20",
        skills=pick.choice(["", "Exchange"]),
    )  # fmt: skip
    shares = [TeamAllotment(team="team", organisation="alder", units=200, starts=on("2026-01-01"))]
    shares.append(TeamAllotment(team="team", organisation="stan", units=40, starts=on("2026-01-01")))
    away = TeamLeave(team="team", starts=on("2026-02-16"), ends=on("2026-02-20"), units=pick.choice([None, 100]))
    waves = [
        Wave(key="w1", name="Wave 1", plan="plan", number=1, starts=on("2026-01-05"), ends=on("2026-05-29"), most=3),
        Wave(key="w2", name="Wave 2", plan="plan", number=2, starts=on("2026-06-15"), ends=on("2026-12-31"), most=4),
    ]
    gate = GateFact("gate", "Cabinet", earliest=date(2026, 1, 20), latest=pick.choice([None, date(2026, 2, 3)]))
    steps = ((date(2026, 2, 6), date(2026, 3, 3)), (date(2026, 4, 10), date(2026, 5, 6)))
    return {
        "needs": tuple(
            PackageNeed(package=one, team="team", units=pick.choice([60, 100]), skill="Exchange")
            for one in keys
            if pick.random() < 0.6
        ),
        "teams": (team,),
        "allotments": tuple(shares) if pick.random() < 0.7 else (),
        "leave": (away,),
        "freezes": (freeze,),
        "rules": tuple(rules),
        "members": tuple(members),
        "waves": tuple(waves) if pick.random() < 0.4 else (),
        "promises": (
            Promise(key="promise", name="Identity", council="stan", promised_for=on("2026-02-09")),
            Promise(
                key="mine", name="Network", council="alder", promised_for=on("2026-09-01"), latest=on("2026-10-01")
            ),
        ),
        "budgets": (
            PlanBudget(key="b", name="b", plan="plan", money=MoneyClass.CAPITAL, year=2025, amount=300_00),
            PlanBudget(key="c", name="c", plan="plan", money=MoneyClass.CAPITAL, year=2026, amount=2_000_00),
        ),
        "contracts": (
            ContractFact("contract", "Telephony", on("2026-11-30"), act_by=date(2026, 8, 28), daily_cost=90),
        ),
        "supports": (SupportFact("thing", "Servers", on("2026-01-30"), 4),),
        "gates": (gate, GateFact("matter", "Committee", date(2026, 3, 3), None, steps)),
        "dispositions": (DispositionFact("d", "thing", "stan", Route.MOVE, by_when=on("2026-03-31")),),
        "uses": (UseFact("thing", "stan"), UseFact("thing", "alder")),
        "elsewhere": (Elsewhere("elsewhere", "Joint cut-over", date(2026, 2, 2), date(2026, 2, 13)),),
    }
