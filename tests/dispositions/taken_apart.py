"""What the cast takes apart: posts and roles, licences, bridges, services; each with one row that North keeps."""

from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from severalty.estate import importing
from severalty.tenancy.access import operator_for
from tests import imported
from tests.conftest import NOON, Cast

FILES = {
    "services": "key,name,audience,recorded_by,evidence\nhousing,Housing,partners,service,reported\n"
    "idle,Idle service,partners,service,reported\n",
    "configuration_items": "key,name,item_class,service,audience,recorded_by,evidence\n"
    "directory,Directory,identity,housing,partners,service,reported\n"
    "line,Line to the hall,network,housing,partners,service,reported\n",
    "contracts": "key,name,holder,shared,ends,extensions,annual_charge,starts,audience,recorded_by,evidence\n"
    "old,Old ledger,service,yes,2027-06-30,none,12000.01,,partners,service,reported\n"
    "new,New ledger,south,no,2030-06-30,none,5000.00,2027-04-01,partners,south,reported\n",
    "entitlements": "key,name,product,quantity,unit_price,contract,holder,transferable,audience,recorded_by,evidence\n"
    "suite,Office suite,Suite,100,310.00,old,service,yes,partners,service,reported\n"
    "hidden,Hidden tool,Tool,10,999.00,,north,yes,holders,north,reported\n",
    "posts": "key,name,employer,team,hours,vacant,in_scope_of_transfer,audience,recorded_by,evidence\n"
    "desk,Desk analyst,service,Desk,100,no,yes,partners,service,reported\n"
    "spare,Spare engineer,service,Network,80,no,yes,partners,service,reported\n"
    "quiet,Quiet post,north,Desk,100,no,unknown,holders,north,reported\n",
    "holdings": "item,organisation,weight,basis,recorded_by,evidence\n"
    + "".join(
        f"{item},{council},{weight},users,service,reported\n"
        for item in ("housing", "directory", "old")
        for council, weight in (("north", 2), ("south", 1))
    )
    + "line,north,1,users,service,reported\n",
    "dispositions": "key,name,thing,council,route,by_when,moves_to,audience,recorded_by,evidence\n"
    "d-1,Directory for North,directory,north,clone,2027-09-30,,partners,north,reported\n"
    "d-2,Ledger for South,old,south,re-procure,2027-06-30,new,partners,south,reported\n",
    "bridges": "key,name,kind,thing,council,monthly_cost,starts,ends,exit_test,audience,recorded_by,evidence\n"
    "b-1,Mail bridge,interim multi-tenancy,directory,south,8500.00,2026-01-15,2026-06-30,,partners,service,reported\n"
    "b-2,Private bridge,transitional service,,north,7777.00,2026-01-01,2026-12-31,Gone,holders,north,reported\n",
    "post_transfers": "key,name,post,to,basis,assigned,transfers_on,severance,audience,recorded_by,evidence\n"
    "t-1,Transfer of desk,desk,north,TUPE,80,2027-12-31,18000.00,partners,service,reported\n"
    "t-2,Quiet transfer,quiet,south,COSOP,90,2027-12-31,66000.00,holders,north,reported\n",
    "future_roles": "key,name,organisation,team,skill,hours,needed_from,before_transition,filled_by,annual_cost,"
    "audience,recorded_by,evidence\n"
    "r-1,Service manager,north,Integration,Vendors,100,2027-04-01,yes,desk,58000.00,partners,north,reported\n"
    "r-2,Transition lead,north,Integration,Transition,200,2027-01-01,yes,,120000.00,partners,north,reported\n"
    "r-3,Quiet role,north,Integration,Vendors,100,2027-04-01,yes,,91000.00,holders,north,reported\n",
    "licence_needs": "entitlement,organisation,need,receives,unit_price,recorded_by,evidence\n"
    "suite,north,60,60,,north,reported\nsuite,south,50,41,338.00,south,reported\nhidden,north,9,9,,north,reported\n",
    "price_tiers": "entitlement,quantity_from,unit_price,recorded_by,evidence\n"
    "suite,1,345.00,service,quoted\nsuite,55,330.00,service,quoted\nsuite,100,310.00,service,quoted\n",
    "recoveries": "key,name,service,organisation,recovered_by,tested_on,audience,recorded_by,evidence\n"
    "rc-1,Housing for North,housing,north,north,2026-10-01,partners,north,reported\n"
    "rc-2,Housing for South,housing,south,service,2026-10-01,partners,service,reported\n",
    "experts": "key,name,organisation,days_a_week,for_each,audience,recorded_by,evidence\n"
    "ledgers,Ledger expert,south,50,100,partners,south,reported\n"
    "quiet-expert,Quiet expert,north,77,50,holders,north,reported\n",
    "expert_items": "expert,thing,recorded_by\nledgers,directory,south\nquiet-expert,old,north\n",
}
KEPT = (
    "Quiet transfer",
    "Quiet post",
    "66,000",
    "Quiet role",
    "91,000",
    "Hidden tool",
    "Private bridge",
    "7,777",
    "Quiet expert",
)


def bring_in(cast: Cast, folder: Path) -> None:
    """Bring the files into the case of the cast through the importer."""
    imported.bring_in(cast.case, folder, FILES, NOON)


def ten_times(cast: Cast, folder: Path, table: str) -> None:
    """The rows of one table that partners see, ten times over."""
    heads, *rows = FILES[table].splitlines()
    many = [
        row.replace(row.split(",")[0], f"{row.split(',')[0]}-{number}", 1)
        for number in range(10)
        for row in rows
        if ",partners," in row
    ]
    (folder / f"{table}.csv").write_text("\n".join([heads, *many]))
    for other in folder.glob("*.csv"):
        if other.stem != table:
            other.unlink()
    importing.import_case(source=folder, by=operator_for(), at=NOON)


def words_of(client: Client, name: str, **params: Any) -> str:
    """What a page of this stage says in its main part."""
    response = client.get(reverse(f"dispositions:{name}", args=["thornton"]), params)
    assert response.status_code == 200, f"{name} answers {response.status_code}."
    body = response.content.decode()
    return " ".join(body[body.index("<main") : body.index("</main>")].split())


def file_of(client: Client, name: str, **params: Any) -> str:
    """What a page of this stage hands out as a file."""
    response: Any = client.get(reverse(f"dispositions:{name}", args=["thornton"]), params)
    return b"".join(response.streaming_content).decode("utf-8-sig")
