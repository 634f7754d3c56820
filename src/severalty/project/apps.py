"""The project as a Django app: hands the stages' parts over, once, at start."""

from django.apps import AppConfig
from django.utils.module_loading import import_string

from severalty.web.parts import parts, register

STAGES: tuple[str, ...] = ("estate", "risks", "decisions", "appraisal", "dispositions", "transition", "packs")


class ProjectConfig(AppConfig):
    """Templates of the pages for errors; no tables."""

    name = "severalty.project"
    label = "project"

    def ready(self) -> None:
        """Hand over the parts; their modules can only be loaded once all tables are known."""
        known = {part.stage for part in parts()}
        for stage in STAGES:
            if stage not in known:
                register(import_string(f"severalty.{stage}.parts.PART"))
