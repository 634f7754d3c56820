"""Tables of suppliers, services, configuration items, contracts, entitlements, posts, dependencies, assumptions."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from severalty.engine.estate.items import Assignable, ItemClass, Liability, Metric, Relation, Renewal, Treatment
from severalty.engine.fields import Known
from severalty.tenancy.fields import item_of, one_line, organisation_of
from severalty.tenancy.models import Item, Organisation, PartialDateField, choices

LINE = 300


def _known() -> Any:
    return models.CharField(max_length=7, choices=choices(Known), default=Known.UNKNOWN)


class Supplier(models.Model):
    """A company or body that supplies goods or services."""

    item = item_of("supplier")
    company_number = one_line()
    organisation = organisation_of()


class Service(models.Model):
    """A service that users know by name."""

    item = item_of("service")
    provider = organisation_of()
    users = models.BigIntegerField(null=True)
    essential = _known()
    residents_lose = models.TextField(blank=True)
    scope = models.TextField(blank=True)


class ConfigurationItem(models.Model):
    """An application, or what applications stand on."""

    item = item_of("configuration_item")
    item_class = models.CharField(max_length=20, choices=choices(ItemClass))
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="configuration_items")
    product = one_line()
    quantity = models.BigIntegerField(null=True)
    treatment = models.CharField(max_length=20, choices=choices(Treatment), default=Treatment.UNDEFINED)
    support_ends = PartialDateField()
    hosted_at = one_line()
    residents_lose = models.TextField(blank=True)


class Contract(models.Model):
    """A contract for goods or services."""

    item = item_of("contract")
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT, related_name="contracts")
    holder = organisation_of()
    shared = _known()
    reference = one_line()
    starts = PartialDateField()
    ends = PartialDateField()
    extensions = one_line()
    extensions_used = models.BigIntegerField(null=True)
    renewal = models.CharField(max_length=22, choices=choices(Renewal), default=Renewal.UNKNOWN)
    notice = one_line()
    annual_charge = models.BigIntegerField(null=True)
    total_value = models.BigIntegerField(null=True)
    minimum_volume = one_line()
    assignable = models.CharField(max_length=12, choices=choices(Assignable), default=Assignable.UNKNOWN)
    consent_needed = _known()
    partners_named = _known()
    route = one_line()
    procured_from = PartialDateField()
    framework_ends = PartialDateField()
    liability = models.CharField(max_length=20, choices=choices(Liability), default=Liability.UNKNOWN)
    may_end_early = _known()
    termination_charge = models.BigIntegerField(null=True)
    ends_with = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    act_by = PartialDateField()
    runs_until = PartialDateField()

    class Meta:
        indexes: ClassVar = [
            models.Index("act_by", name="contract_act_by"),
            models.Index("runs_until", name="contract_runs_until"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(extensions_used__isnull=True) | Q(extensions_used__gte=0), name="extensions_used_whole"
            )
        ]


class Entitlement(models.Model):
    """A right to use software, in so many of something."""

    item = item_of("entitlement")
    product = models.CharField(max_length=LINE)
    publisher = one_line()
    metric = models.CharField(max_length=20, choices=choices(Metric), default=Metric.UNKNOWN)
    quantity = models.BigIntegerField(null=True)
    in_use = models.BigIntegerField(null=True)
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="entitlements")
    holder = organisation_of()
    starts = PartialDateField()
    ends = PartialDateField()
    unit_price = models.BigIntegerField(null=True)
    transferable = _known()


class Post(models.Model):
    """A post in the establishment; never a person."""

    item = item_of("post")
    team = one_line()
    grade = one_line()
    employer = organisation_of()
    hours = models.BigIntegerField(null=True)
    vacant = _known()
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="posts")
    in_scope_of_transfer = _known()


class Recovery(models.Model):
    """How a service is brought back for one council after a disaster."""

    item = item_of("recovery")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="recoveries")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    recovered_at = one_line()
    recovered_by = organisation_of()
    starts = PartialDateField()
    ends = PartialDateField()
    tested_on = PartialDateField()
    hours = models.BigIntegerField(null=True)


class Dependency(models.Model):
    """One item resting on another."""

    item = item_of("dependency")
    depends = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="rests_on")
    relation = models.CharField(max_length=22, choices=choices(Relation))
    on = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="carries")


class Assumption(models.Model):
    """What an organisation believes about another, or states about itself."""

    item = item_of("assumption")
    about = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    matter = models.CharField(max_length=120)
    believed_on = PartialDateField()
    statement = models.TextField()
    amount = models.BigIntegerField(null=True)
    date = PartialDateField()


class Attestation(models.Model):
    """The confirmation of a record asked of a named owner (a post) by a day."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="attestations")
    case = models.ForeignKey("tenancy.Case", on_delete=models.PROTECT, related_name="+")
    owner = models.CharField(max_length=LINE)
    due_on = PartialDateField()
    attested_on = PartialDateField()
    note = models.TextField(blank=True)
    attested_version = models.PositiveIntegerField(null=True)
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    @property
    def handle(self) -> str:
        """Its name in addresses, which tells nothing of how many others there are."""
        return salted_hmac("severalty.attestation", str(self.pk)).hexdigest()[:12]
