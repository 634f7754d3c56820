"""Tables of partner packs, made here or brought here, and of what is said of their rows."""

from django.db import models

from severalty.engine.dispositions.dispositions import Answer
from severalty.tenancy.models import REF_LENGTH, Case, Item, Organisation, Person, choices, new_ref


class PartnerPack(models.Model):
    """A pack that an organisation made for a partner (`made_here`), or was given by one; whole, as its file.

    `made_at` is when its sender made it, `at` when it was made or laid down here.
    """

    ref = models.CharField(primary_key=True, max_length=REF_LENGTH, default=new_ref, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    made_here = models.BooleanField()
    digest = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    at = models.DateTimeField()
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    body = models.BinaryField()
    key_compared = models.BooleanField(default=False)
    brought_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("organisation", "partner", "made_here", "digest", name="a_pack_once"),
        ]


class RowAnswer(models.Model):
    """What an organisation says of one row of a pack that it was given; `line` is the row's place in its file.

    `item` is the sender's item that the row is, or hangs on, where it was on record when it was answered.
    """

    pack = models.ForeignKey(PartnerPack, on_delete=models.CASCADE, related_name="answers")
    table = models.CharField(max_length=30)
    line = models.PositiveIntegerField()
    row = models.CharField(max_length=700)
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=10, choices=choices(Answer))
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("pack", "table", "line", name="one_answer_to_a_row")]


class PartnerAnswer(models.Model):
    """What a partner says of one row of a pack that was made here (`about`), as its last pack (`pack`) tells it.

    `item` is one's own item that the row is, or hangs on.
    """

    pack = models.ForeignKey(PartnerPack, on_delete=models.CASCADE, related_name="told")
    about = models.ForeignKey(PartnerPack, on_delete=models.CASCADE, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.SET_NULL, related_name="+")
    table = models.CharField(max_length=30)
    row = models.CharField(max_length=700)
    digest = models.CharField(max_length=64)
    answer = models.CharField(max_length=10, choices=choices(Answer))
    reason = models.TextField(blank=True)
    answered_on = models.CharField(max_length=10)
