"""The dated criteria for sourcing a service that come with the package: TOML to records."""

import tomllib
from functools import cache
from importlib.resources import files

from severalty.engine.appraisal.options import SourcingModel
from severalty.engine.appraisal.sourcing import Criteria, Criterion


@cache
def sourcing_criteria() -> Criteria:
    """The criteria of Lincolnshire's report, paragraphs 24 and 25; they suggest and never decide."""
    held = tomllib.loads(files("severalty").joinpath("reference", "sourcing_criteria.toml").read_text(encoding="utf-8"))
    return Criteria(
        criteria=tuple(
            Criterion(
                column=one["column"],
                points_to=SourcingModel(one["points_to"]),
                words=one["words"],
                source=one["source"],
            )
            for one in held["criterion"]
        ),
        valid_from=held["valid_from"],
        valid_to=held.get("valid_to"),
        jurisdiction=held["jurisdiction"],
        source=held["source"],
    )
