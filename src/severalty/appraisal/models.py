"""Tables of apportionment keys, their counts and the charges they share."""

from typing import Any

from django.db import models

from severalty.engine.appraisal.charges import ChargeState, Funding, Recurrence, Unit
from severalty.engine.fields import Known
from severalty.estate.models import Contract
from severalty.tenancy.models import Case, Item, Organisation, PartialDateField, choices


def _item(name: str) -> Any:
    return models.OneToOneField(Item, primary_key=True, on_delete=models.PROTECT, related_name=name)


class CostKey(models.Model):
    """A key by which partners share costs."""

    item = _item("cost_key")
    unit = models.CharField(max_length=20, choices=choices(Unit))
    counted_on = PartialDateField()
    counted_in = models.CharField(max_length=300, blank=True)
    certified_by = models.CharField(max_length=300, blank=True)
    review_on = PartialDateField()


class KeyCount(models.Model):
    """One organisation's count under a key."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    cost_key = models.ForeignKey(CostKey, on_delete=models.PROTECT, related_name="counts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    count = models.BigIntegerField()
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("cost_key", "organisation", name="one_count_per_organisation"),
            models.CheckConstraint(condition=models.Q(count__gte=0), name="a_count_is_not_negative"),
        ]


class Charge(models.Model):
    """A cost of one financial year."""

    item = _item("charge")
    year = models.PositiveSmallIntegerField()
    amount = models.BigIntegerField(null=True)
    actual = models.BigIntegerField(null=True)
    funding = models.CharField(max_length=28, choices=choices(Funding), default=Funding.REVENUE)
    recurrence = models.CharField(max_length=10, choices=choices(Recurrence), default=Recurrence.RECURRING)
    state = models.CharField(max_length=14, choices=choices(ChargeState), default=ChargeState.BUDGET)
    cost_key = models.ForeignKey(CostKey, null=True, on_delete=models.PROTECT, related_name="charges")
    true_up_key = models.ForeignKey(CostKey, null=True, on_delete=models.PROTECT, related_name="+")
    borne_by = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="charges")
    part_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    in_headline = models.CharField(max_length=7, choices=choices(Known), default=Known.UNKNOWN)
