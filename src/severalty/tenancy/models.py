"""Tables of cases, organisations, people, items, holdings, changes, jobs and the audit trail."""

import secrets
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from severalty.engine.dates import PartialDate, read_date
from severalty.engine.estate.holdings import Basis
from severalty.engine.estate.parties import Audience, OrganisationKind, Standing
from severalty.engine.evidence import Evidence
from severalty.tenancy.permissions import Role

REF_LENGTH = 12
_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"
_read_code = lru_cache(maxsize=4096)(read_date)


def new_ref() -> str:
    """A name that tells nothing of how many others there are: twelve letters, 59 bits of chance."""
    return "".join(secrets.choice(_LETTERS) for _ in range(REF_LENGTH))


def choices(words: Any) -> list[tuple[str, str]]:
    """The members of a StrEnum as Django's choices."""
    return [(member.value, member.value) for member in words]


class PartialDateField(models.CharField[Any, Any]):
    """A date with its precision, stored so that rows sort by its first possible day."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **(kwargs | {"max_length": 48, "null": True, "blank": True}))

    def from_db_value(self, value: str | None, *_: Any) -> PartialDate | None:
        return None if value is None else _read_code(value[11:])

    def to_python(self, value: Any) -> PartialDate | None:
        if value in (None, "") or isinstance(value, PartialDate):
            return value or None
        return read_date(str(value))

    def get_prep_value(self, value: Any) -> str | None:
        if value is None or value == "":
            return None
        if isinstance(value, PartialDate):
            return f"{value.first.isoformat()} {value.code}"
        return value.isoformat() if isinstance(value, date) else str(value)


class Case(models.Model):
    """A body of records about one partnership's estate; everything belongs to one."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    illustrative = models.BooleanField(default=False)
    public = models.BooleanField(default=False)
    as_of = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    def __str__(self) -> str:
        return self.name


class Organisation(models.Model):
    """A council, shared service, supplier or adviser that takes part in one case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="organisations")
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, choices=choices(OrganisationKind))
    gss_code = models.CharField(max_length=300, blank=True)
    company_number = models.CharField(max_length=300, blank=True)
    evidence = models.CharField(max_length=20, choices=choices(Evidence), default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True)
    swatch = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("case", "key", name="organisation_key_in_case")]

    def __str__(self) -> str:
        return self.name


class Partnership(models.Model):
    """An agreement between organisations of a case."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="partnerships")
    key = models.CharField(max_length=120)
    name = models.CharField(max_length=300)
    starts = PartialDateField()
    ends = PartialDateField()
    basis = models.TextField(blank=True)
    evidence = models.CharField(max_length=20, choices=choices(Evidence), default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint("case", "key", name="partnership_key_in_case")]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """An organisation's dated place in a partnership."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="memberships")
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    standing = models.CharField(max_length=20, choices=choices(Standing), default=Standing.PARTNER)
    starts = PartialDateField()
    ends = PartialDateField()
    evidence = models.CharField(max_length=20, choices=choices(Evidence), default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True)


class PersonManager(BaseUserManager["Person"]):
    """Finds people by the address they sign in with."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone who signs in."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    USERNAME_FIELD = "email"
    objects = PersonManager()

    def __str__(self) -> str:
        return self.name


class Appointment(models.Model):
    """A person's role for one organisation; one person may have several."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appointments")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=40, choices=choices(Role))

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("person", "organisation", "role", name="one_appointment_per_role")
        ]


class ChangeSet(models.Model):
    """Changes made together, such as one import, that can be undone together."""

    ref = models.CharField(primary_key=True, max_length=REF_LENGTH, default=new_ref, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField()
    why = models.TextField()
    summary = models.JSONField(default=dict)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False) | Q(undone_by__isnull=True), name="undone_has_a_time"
            )
        ]


class Item(models.Model):
    """Anything that can be shared: what is common to every record, and who may see it.

    `recorded_by` keeps the record; who holds the thing is in the holdings. Keys are unique within what one
    organisation records, so that a clash can never tell of a record one may not see.
    """

    ref = models.CharField(primary_key=True, max_length=REF_LENGTH, default=new_ref, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    table = models.CharField(max_length=30)
    key = models.CharField(max_length=400)
    name = models.CharField(max_length=700)
    description = models.TextField(blank=True)
    audience = models.CharField(max_length=12, choices=choices(Audience), default=Audience.HOLDERS)
    shared_with = models.ManyToManyField(Organisation, related_name="+", blank=True)
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=20, choices=choices(Evidence), default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True)
    value_evidence = models.TextField(blank=True)
    completeness = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    withdrawn = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("case", "recorded_by", "table", "key", name="item_key_by_recorder"),
            models.CheckConstraint(condition=Q(completeness__lte=100), name="completeness_is_a_percentage"),
        ]
        indexes: ClassVar = [
            models.Index("case", "table", "withdrawn", "name", name="item_register"),
            models.Index("case", "audience", name="item_audience"),
        ]

    def __str__(self) -> str:
        return self.name


class Holding(models.Model):
    """One organisation's dated share in an item, in whole numbers, as one organisation claims it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="holdings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holdings")
    weight = models.BigIntegerField(null=True)
    out_of = models.BigIntegerField(null=True)
    basis = models.CharField(max_length=12, choices=choices(Basis), default=Basis.UNKNOWN)
    counted_on = PartialDateField()
    starts = PartialDateField()
    ends = PartialDateField()
    claimed_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    evidence = models.CharField(max_length=20, choices=choices(Evidence), default=Evidence.UNKNOWN)
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(weight__gte=0), name="a_share_is_not_negative"),
        ]
        indexes: ClassVar = [models.Index("organisation", "item", name="holding_by_organisation")]


class AuditEntry(models.Model):
    """One change, chained to the one before; the database refuses to alter or remove it.

    `body` is the canonical JSON of the change. `body_digest` is over the salt and the body; `digest` over the digest
    before and `body_digest`, so the chain can be checked even where a body is withheld.
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="entries")
    change_set = models.ForeignKey(ChangeSet, on_delete=models.PROTECT, null=True, related_name="entries")
    body = models.TextField()
    salt = models.CharField(max_length=32)
    body_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(F("item"), F("number").desc(), name="audit_of_item")]


class JobState(models.TextChoices):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(models.Model):
    """Work that goes on in the background, with its progress; it outlives the worker that does it."""

    ref = models.CharField(primary_key=True, max_length=REF_LENGTH, default=new_ref, editable=False)
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    request = models.JSONField(default=dict)
    upload = models.BinaryField(null=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=500, blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index("state", "asked_at", name="job_queue")]


class WordTemplate(models.Model):
    """An organisation's own Word template for the papers it takes away."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="word_template")
    name = models.CharField(max_length=200)
    body = models.BinaryField()
    changed_at = models.DateTimeField()


class SignInFailure(models.Model):
    """A failed sign-in to one account, kept to slow down guessing."""

    email = models.CharField(max_length=254)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index("email", "at", name="failures_of_account")]
