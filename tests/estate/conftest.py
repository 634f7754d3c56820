"""A small estate of the cast: shared, private, named and public records, with shares and dependencies."""

from pathlib import Path

import pytest

from severalty.tenancy.models import Item
from tests import imported
from tests.conftest import NOON, Cast

TABLES = {
    "suppliers": "key,name,audience,recorded_by,evidence,company_number\n"
    "acme,Acme Ltd,partners,north,reported,01234567\nhush,Hush Ltd,holders,north,reported,\n",
    "services": "key,name,audience,recorded_by,evidence,provider\n"
    "desk,Service desk,partners,service,reported,service\nvault,Private vault,holders,north,reported,\n",
    "configuration_items": "key,name,item_class,audience,recorded_by,evidence,service\n"
    "crm,Customer records,application,partners,north,reported,desk\n"
    "directory,Joint directory,identity,partners,service,reported,\n"
    "safe,Secret store,data store,holders,north,reported,vault\n",
    "contracts": "key,name,supplier,holder,ends,notice,renewal,annual_charge,audience,shared_with,recorded_by,evidence,"
    "value_evidence\n"
    "C-1,Ledger,acme,service,2027-03-31,3 months,renews unless stopped,1000.00,partners,,north,reported,\n"
    "C-2,Quiet deal,hush,north,2027-05,,expires,777.77,holders,,north,reported,\n"
    "C-3,Desk tool,acme,supplier,,,unknown,52000.00,named,supplier,north,estimated,\n"
    "C-4,Published,acme,north,2026-12-31,1 months,renews unless stopped,9.99,public,,north,reported,"
    "annual_charge: contradicted (two pages)\n",
    "dependencies": "depends,relation,on,audience,recorded_by,evidence\n"
    "crm,authenticates with,directory,partners,north,reported\n"
    "directory,exchanges data with,crm,partners,north,reported\n"
    "safe,authenticates with,directory,partners,north,reported\n",
    "holdings": "item,organisation,weight,basis,claimed_by,recorded_by,evidence\n"
    "desk,north,499,users,,service,reported\ndesk,south,341,users,,service,reported\n"
    "directory,north,1,agreement,north,north,reported\ndirectory,north,2,agreement,south,south,reported\n",
    "assumptions": "key,name,about,matter,statement,amount,believed_on,audience,recorded_by,evidence\n"
    "B-1,South's plan,south,capital,They seek £5m,5000000.00,2026-06-19,holders,north,estimated\n"
    "S-1,Our plan,south,capital,We seek £4m,4000000.00,2026-09,partners,south,attested\n",
}


@pytest.fixture
def estate(cast: Cast, tmp_path: Path) -> dict[str, Item]:
    """The items by key; every one came in through the importer."""
    imported.bring_in(cast.case, tmp_path, TABLES, NOON)
    return {item.key: item for item in Item.objects.filter(case=cast.case)}
