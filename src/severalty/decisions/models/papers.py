"""Tables of papers in preparation and frozen, of what is exempt in them, and of what councils say of their part."""

from typing import ClassVar

from django.db import models

from severalty.engine.decisions.papers import PaperKind, Purpose, SectionKey
from severalty.engine.evidence import Evidence
from severalty.engine.fields import Known
from severalty.tenancy.fields import any_text, item_of, one_line, one_of, organisation_of
from severalty.tenancy.models import (
    Case,
    Item,
    Organisation,
    PartialDateField,
    Person,
    choices,
)


class Paper(models.Model):
    """A paper in preparation."""

    item = item_of("paper")
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = organisation_of()
    body = one_line()
    meeting_on = PartialDateField()
    purpose = one_of(Purpose, Purpose.DECISION)
    subject = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="papers_about")
    period_from = PartialDateField()
    period_to = PartialDateField()
    reference = one_line()
    lead = one_line()
    author = one_line()
    priority = one_line()
    wards = one_line()
    key_decision = one_of(Known, Known.UNKNOWN)
    key_reason = one_line()
    call_in = one_of(Known, Known.UNKNOWN)
    exempt = one_of(Known, Known.UNKNOWN)


class Passage(models.Model):
    """What was written for one section of a paper."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="passages")
    section = models.CharField(max_length=30, choices=choices(SectionKey))
    about = organisation_of()
    text = models.TextField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = one_of(Evidence, Evidence.UNKNOWN)
    source = one_line()


class FrozenPaper(models.Model):
    """A paper as it was frozen: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes.

    It is an item of its own, so that who may see it is decided apart from who may see the draft.
    """

    item = item_of("frozen_paper")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="frozen")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=30, choices=choices(PaperKind))
    organisation = organisation_of()
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=200, blank=True)
    body = models.TextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("paper", "number", name="frozen_papers_are_numbered")]


class ExemptPart(models.Model):
    """A passage of a paper that the public does not read."""

    item = item_of("exempt_part")
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="exempt_parts")
    section = models.CharField(max_length=30, choices=choices(SectionKey))
    about = organisation_of()
    text = models.TextField()
    covers_tables = one_of(Known, Known.UNKNOWN)
    exempt_under = one_line()
    public_interest = any_text()
    reviewed_by = one_line()
    review_on = PartialDateField()


class FrozenExempt(models.Model):
    """The exempt parts of a frozen paper with their salts, as canonical JSON; they never change either.

    An item of its own, so that who may read them is decided apart from who may read the paper.
    """

    item = item_of("frozen_exempt")
    frozen = models.OneToOneField(FrozenPaper, on_delete=models.PROTECT, related_name="exempt")
    body = models.TextField()


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
