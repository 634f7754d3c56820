"""Tables of papers in preparation, of frozen papers, and of what councils say of their own part in one."""

from typing import Any, ClassVar

from django.db import models

from severalty.engine.decisions.papers import PaperKind, Purpose, SectionKey
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.models import Case, Item, Organisation, PartialDateField, Person, choices


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


def _organisation() -> Any:
    return models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")


def _word(words: Any, default: Any) -> Any:
    return models.CharField(max_length=30, choices=choices(words), default=default)


def _line() -> Any:
    return models.CharField(max_length=300, blank=True)


class Paper(models.Model):
    """A paper in preparation."""

    item = _item("paper")
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = _organisation()
    body = _line()
    meeting_on = PartialDateField()
    purpose = _word(Purpose, Purpose.DECISION)
    subject = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="papers_about")
    period_from = PartialDateField()
    period_to = PartialDateField()
    reference = _line()
    lead = _line()
    author = _line()
    priority = _line()
    wards = _line()
    key_decision = _word(Known, Known.UNKNOWN)
    key_reason = _line()
    call_in = _word(Known, Known.UNKNOWN)
    exempt = _word(Known, Known.UNKNOWN)


class Passage(models.Model):
    """What was written for one section of a paper."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="passages")
    section = models.CharField(max_length=30, choices=choices(SectionKey))
    about = _organisation()
    text = models.TextField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = _word(Evidence, Evidence.UNKNOWN)
    source = _line()


class FrozenPaper(models.Model):
    """A paper as it was frozen: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes.

    It is an item of its own, so that who may see it is decided apart from who may see the draft.
    """

    item = _item("frozen_paper")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="frozen")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = _organisation()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("paper", "number", name="frozen_papers_are_numbered")]


class Clearance(models.Model):
    """What one council says of the part of a paper that tells of it; `digest` is that of the part it was shown."""

    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="clearances")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    agreed = models.BooleanField(null=True)
    note = models.TextField(blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("paper", "organisation", name="one_clearance_per_council")]
