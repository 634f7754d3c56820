"""The catalogue holds every rule of the engine, and every example works."""

import inspect
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import pytest

import severalty.engine
from severalty.engine.rules import RULES, Rule
from severalty.formats.records import build, read_record, schema_of, write_record

NO_RULES = {
    "severalty.engine.appraisal.envelopes.away": "words for a difference; envelope-check says them",
    "severalty.engine.decisions.papers.tells_of_councils": "tells whether a kind of paper has sections by council",
    "severalty.engine.dates.day": "makes a date from a day; read-date does it from text",
    "severalty.engine.dates.month": "makes a date from a month; read-date does it from text",
    "severalty.engine.dates.quarter": "makes a date from a quarter; read-date does it from text",
    "severalty.engine.dates.financial_year": "makes a date from a year; read-date does it from text",
    "severalty.engine.dates.calendar_year": "makes a date from a year; read-date does it from text",
    "severalty.engine.dates.between": "makes a date from two days; read-date does it from text",
    "severalty.engine.estate.value_evidence.is_said": "tells whether a value's own evidence bars it",
    "severalty.engine.fields.column": "declares a column of a record",
    "severalty.engine.fields.columns_of": "describes a record type; docs/reference/tables.md shows it",
    "severalty.engine.fields.read": "reads one cell; the rule completeness reads rows with it",
    "severalty.engine.fields.write": "writes one cell; files are written with it",
    "severalty.engine.transition.span.day_fault": "tells whether a plan can have a day; forms and files say so",
}

INNER = {
    "severalty.engine.draws": "numbers that a simulation draws; the rule that simulates asks for them",
    "severalty.engine.effects.": "spreads and tables that a simulation draws from",
    "severalty.engine.transition.confidence.": "the parts of one simulation",
    "severalty.engine.transition.drawing_": "the parts of one drawing of a plan as a problem",
    "severalty.engine.transition.scheduling.": "the parts of one solver",
    "severalty.engine.transition.calendar.": "days and slots, inside of planning",
    "severalty.engine.transition.weekends.": "where weekend work lies among them, inside of planning",
}
"""The inner workings of what a rule asks as a whole, by the beginning of their names."""


def functions_of_the_engine() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every public function of the engine but those of the catalogue itself."""
    for module in pkgutil.walk_packages(severalty.engine.__path__, "severalty.engine."):
        if module.name.startswith("severalty.engine.rules"):
            continue
        for name, value in vars(import_module(module.name)).items():
            plain = inspect.unwrap(value) if callable(value) else value
            if inspect.isfunction(plain) and plain.__module__ == module.name and not name.startswith("_"):
                yield f"{module.name}.{name}", plain


def test_every_rule_is_in_the_catalogue() -> None:
    held = {f"{function.__module__}.{function.__name__}" for rule in RULES.values() for function in rule.of}
    lacking = (
        {name for name, _ in functions_of_the_engine() if not name.startswith(tuple(INNER))} - held - set(NO_RULES)
    )
    assert not lacking, f"Add these to engine/rules, or say in NO_RULES why not: {', '.join(sorted(lacking))}"


def test_no_reason_is_stale() -> None:
    stale = set(NO_RULES) - {name for name, _ in functions_of_the_engine()}
    assert not stale, f"These are gone, take them out of NO_RULES: {', '.join(sorted(stale))}"


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_describes_itself_and_answers_its_example(rule: Rule) -> None:
    answer = rule.run(build(dict(rule.example), rule.takes))
    assert isinstance(answer, rule.gives)
    assert read_record(write_record(answer), rule.gives) == answer, "the answer must read back from its JSON"
    assert rule.name == rule.name.lower().replace("_", "-").replace(" ", "-")
    assert rule.summary.endswith(".")
    assert not rule.source.endswith(".")
    for side in (rule.takes, rule.gives):
        assert side.__doc__
        assert schema_of(side)["$ref"] == f"#/$defs/{side.__name__}"
