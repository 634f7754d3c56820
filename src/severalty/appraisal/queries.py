"""What one viewer may read of costs and who pays."""

from severalty.appraisal.models import Charge, CostKey, KeyCount
from severalty.engine.appraisal import charges as records
from severalty.tenancy.binding import Binding
from severalty.tenancy.permissions import Permission

COST_KEYS = Binding(
    "cost_keys", "apportionment key", "apportionment keys", records.CostKey, CostKey, permission=Permission.MONEY_EDIT
)
KEY_COUNTS = Binding(
    "key_counts", "count", "counts", records.KeyCount, KeyCount,
    natural=("cost_key", "organisation"), through="cost_key", permission=Permission.MONEY_EDIT,
)  # fmt: skip
CHARGES = Binding("charges", "charge", "charges", records.Charge, Charge, permission=Permission.MONEY_EDIT)
