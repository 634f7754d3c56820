"""A contract that two councils take apart, with letters, and the agreement between them."""

from pathlib import Path

from severalty.tenancy.models import Item
from tests import imported
from tests.conftest import NOON, Cast

TABLES = {
    "suppliers": "key,name,organisation,audience,recorded_by,evidence\n"
    "acme,Acme Ltd,supplier,partnership,north,reported\nhush,Hush Ltd,,holders,north,reported\n",
    "contracts": "key,name,supplier,holder,shared,reference,starts,ends,notice,renewal,assignable,consent_needed,"
    "audience,shared_with,recorded_by,evidence\n"
    "C-1,Ledger,acme,service,yes,REF-1,2022-04-01,2099-03-31,3 months,renews unless stopped,with consent,yes,"
    "partnership,,north,reported\n"
    "C-2,Quiet deal,hush,north,yes,,,2099-05-31,,expires,unknown,unknown,holders,,north,reported\n"
    "C-3,Desk tool,acme,service,yes,,,2099-03-31,,expires,yes,no,partners,,north,reported\n"
    "C-9,New ledger,acme,north,no,,2099-06-01,2104-05-31,,expires,yes,no,partners,,north,reported\n"
    "C-8,Secret ledger,acme,north,no,,2099-01-01,2104-05-31,,expires,yes,no,holders,,north,reported\n",
    "holdings": "item,organisation,weight,basis,recorded_by,evidence\n"
    "C-1,north,60,users,north,reported\nC-1,south,40,users,north,reported\n",
    "dispositions": "key,name,thing,council,route,by_when,owner,moves_to,consent,audience,recorded_by,evidence\n"
    "D-1,Ledger for North,C-1,north,novate,2099-01-31,Contracts manager,,to ask,partners,north,reported\n"
    "D-2,Ledger for South,C-1,south,consolidate,2099-02-28,,C-9,not needed,partners,north,reported\n"
    "S-1,Ledger for South by the service,C-1,south,novate,,,,to ask,holders,service,reported\n"
    "D-3,Desk tool for South,C-3,south,consolidate,,,C-9,not needed,partners,north,reported\n"
    "D-4,Desk tool for North,C-3,north,consolidate,,,C-8,not needed,partners,north,reported\n",
    "letters": "key,name,contract,council,kind,state,sent_on,answer_due,answer,audience,shared_with,recorded_by,"
    "evidence\n"
    "L-1,Consent to novate,C-1,north,request to novate,draft,,,,holders,,north,reported\n"
    "L-2,Asked for facts,C-1,north,request for information,sent,2020-01-06,2020-02-03,,named,supplier,north,reported\n"
    "L-4,For both councils,C-1,,request for consent,sent,2020-01-06,2099-02-03,,partners,,service,reported\n"
    "L-3,Quiet notice,C-2,north,notice to end,sent,2020-01-06,2020-02-03,,holders,,north,reported\n",
    "agreements": "key,name,kind,lead,starts,ends,withdrawal_notice,delegated,charging,audience,recorded_by,evidence\n"
    "ict,ICT agreement,inter-authority agreement,north,2014-04-01,2099-12-31,12 months,The ICT service,By users,"
    "partners,north,reported\n"
    "own,Own paper,supply of services,north,2014-04-01,,,,,holders,north,reported\n",
    "agreement_parties": "agreement,organisation,signed_on,recorded_by\n"
    "ict,north,2014-03-01,north\nict,south,2014-03-02,north\n",
    "variations": "key,name,agreement,proposed_on,effective_on,changes,authority,audience,recorded_by,evidence\n"
    "V-1,First variation,ict,2020-01-01,2020-04-01,The desk leaves the agreement,Cabinet minute 6,partners,north,"
    "reported\n",
    "bridges": "key,name,kind,provider,council,agreement,monthly_cost,starts,ends,exit_test,audience,recorded_by,"
    "evidence\n"
    "B-1,Shared directory,residual shared service,service,south,ict,8500.00,2027-04-01,2027-09-30,Nobody signs in,"
    "partners,north,reported\n",
}


def import_split(cast: Cast, folder: Path) -> dict[str, Item]:
    """The items of the case by key; every one came in through the importer."""
    imported.bring_in(cast.case, folder, TABLES, NOON)
    return {item.key: item for item in Item.objects.filter(case=cast.case)}
