"""Tables of common cores: drafts, frozen versions, exempt terms, and the bodies that decide on them."""

from typing import ClassVar

from django.db import models

from severalty.decisions.models.bodies import Body
from severalty.tenancy.fields import Child, any_text, item_of, link, one_line
from severalty.tenancy.models import (
    Item,
    Organisation,
    PartialDateField,
    Partnership,
)


class Core(models.Model):
    """A common core in preparation."""

    item = item_of("core")
    partnership = link(Partnership)
    subject = link(Item, "cores_about")
    approach = any_text()
    timeline = any_text()
    costing = any_text()
    terms = any_text()
    long_stop = PartialDateField()
    exempt_terms = any_text()
    exempt_under = one_line()
    public_interest = any_text()


class CoreVersion(models.Model):
    """A common core as it was frozen: `body` is its canonical JSON, `digest` the SHA-256 of that; it never changes."""

    item = item_of("core_version")
    core = link(Core, "versions", needed=True)
    number = models.BigIntegerField()
    digest = models.CharField(max_length=300)
    frozen_on = PartialDateField()
    supersedes = one_line()
    reason = any_text()
    body = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index("digest", name="core_versions_by_digest")]


class CoreExempt(models.Model):
    """The exempt terms of a frozen core with the salt of their digest; they never change either."""

    item = item_of("core_exempt")
    version = link(CoreVersion, "exempt_terms", needed=True)
    text = models.TextField()
    salt = models.CharField(max_length=300)


class CoreBody(Child):
    """A body whose approval of a core is needed for one partner."""

    core = link(Core, "bodies", needed=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    body = link(Body, "cores", needed=True)
    left_on = PartialDateField()
