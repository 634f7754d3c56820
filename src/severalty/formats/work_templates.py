"""The templates of work that come with the package: TOML to records."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from severalty.engine.evidence import Evidence
from severalty.engine.transition.packages import TaskCalendar
from severalty.engine.transition.progress import TemplateStep, WorkTemplate


@dataclass(frozen=True)
class ShippedTemplates:
    """Templates and their steps, as a council may take them over and edit them."""

    templates: tuple[WorkTemplate, ...]
    steps: tuple[TemplateStep, ...]


@cache
def shipped_templates() -> ShippedTemplates:
    """The templates of this project; every number of days in them is illustrative."""
    held = tomllib.loads(files("severalty").joinpath("reference", "work_templates.toml").read_text(encoding="utf-8"))
    evidence, source = Evidence(held["evidence"]), held["source"]
    return ShippedTemplates(
        tuple(
            WorkTemplate(
                key=one["key"],
                name=one["name"],
                routes=one["routes"],
                classes=one["classes"],
                evidence=evidence,
                source=source,
            )
            for one in held["template"]
        ),
        tuple(_step(one["key"], step, evidence, source) for one in held["template"] for step in one["steps"]),
    )


def _step(template: str, step: dict[str, Any], evidence: Evidence, source: str) -> TemplateStep:
    low, likely, high = step["days"]
    return TemplateStep(
        template=template,
        step=step["step"],
        name=step["name"],
        kind=step["kind"],
        low=low,
        likely=likely,
        high=high,
        calendar=TaskCalendar(step.get("calendar", TaskCalendar.WORKING_DAYS)),
        skill=step["skill"],
        units=step["units"],
        follows=step.get("follows", ""),
        evidence=evidence,
        source=source,
    )
