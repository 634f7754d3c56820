"""What one viewer may read of an estate."""

from severalty.engine.estate import items as records
from severalty.engine.estate.attestation import Attestation as AttestationRecord
from severalty.estate.models import (
    Assumption, Attestation, ConfigurationItem, Contract, Dependency, Entitlement, Post, Service, Supplier,
)  # fmt: skip
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

SUPPLIERS = Binding("suppliers", "supplier", "suppliers", records.Supplier, Supplier)
SERVICES = Binding("services", "service", "services", records.Service, Service)
CONFIGURATION_ITEMS = Binding(
    "configuration_items", "configuration item", "configuration items", records.ConfigurationItem, ConfigurationItem
)
CONTRACTS = Binding("contracts", "contract", "contracts", records.Contract, Contract)
ENTITLEMENTS = Binding("entitlements", "entitlement", "licence entitlements", records.Entitlement, Entitlement)
POSTS = Binding("posts", "post", "posts", records.Post, Post)
DEPENDENCIES = Binding("dependencies", "dependency", "dependencies", records.Dependency, Dependency)
ASSUMPTIONS = Binding(
    "assumptions", "assumption", "assumptions", records.Assumption, Assumption, permission=Permission.BELIEFS_VIEW
)
ATTESTATIONS = Binding(
    "attestations", "attestation", "attestations", AttestationRecord, Attestation,
    natural=("item", "owner", "due_on"), through="item", permission=Permission.ESTATE_ATTEST,
)  # fmt: skip
REGISTERS = (SERVICES, CONFIGURATION_ITEMS, CONTRACTS, SUPPLIERS, ENTITLEMENTS, POSTS, DEPENDENCIES)
