"""Two councils that share a case, each on an installation of its own: here two cases, between which only files go."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from severalty.packs import actions
from severalty.packs.importing import bringing as packs
from severalty.packs.models import PartnerPack
from severalty.tenancy.access import Viewer, viewer_acting
from severalty.tenancy.models import Appointment, Case, Organisation, Person
from severalty.tenancy.permissions import Role
from tests import imported

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BOTH = {
    "organisations": "key,name,kind\nnorth,North Thornton,council\nsouth,South Thornton,council\n"
    "service,Thornton Shared ICT,shared service\n",
    "partnerships": "key,name\nthornton,Thornton ICT Partnership\n",
    "memberships": "partnership,organisation,standing\nthornton,north,partner\nthornton,south,partner\n"
    "thornton,service,shared service\n",
    "suppliers": "key,name,audience,recorded_by\nacme,Acme Ltd,partners,service\n",
    "contracts": "key,name,supplier,ends,annual_charge,shared,audience,recorded_by\n"
    "K-1,Payroll,acme,2028-03-31,1000.00,yes,partners,service\n"
    "K-2,Desk tool,acme,2027-09-30,520.00,yes,partners,service\n",
    "holdings": "item,organisation,weight,basis,recorded_by\nK-1,north,499,users,service\nK-1,south,341,users,service\n"
    "K-2,north,499,users,service\nK-2,south,341,users,service\n",
}
NORTH = {
    "suppliers": "key,name,audience,recorded_by\nhush,Zyzzyva Secrets Ltd,holders,north\n",
    "contracts": "key,name,supplier,annual_charge,audience,shared_with,recorded_by\n"
    "N-1,North alone,hush,1200.00,partners,,north\nN-9,Zyzzyva deal,hush,777.77,holders,,north\n"
    "N-8,Zyzzyva named,hush,888.88,named,service,north\n",
    "dispositions": "thing,council,route,reason,one_off_cost,audience,recorded_by\n"
    "K-1,north,novate,Named as a user,12000.00,partners,north\n"
    "K-1,south,re-procure,They buy their own,5000.00,partners,north\n"
    "K-2,north,terminate,Zyzzyva plan,1.00,holders,north\n",
    "assumptions": "key,name,about,matter,statement,amount,audience,recorded_by\n"
    "B-1,Zyzzyva belief,south,capital,Zyzzyva they have £5m,5000000.00,holders,north\n"
    "S-1,Our capital,north,capital,We seek £4m,4000000.00,partners,north\n",
}
SOUTH = {
    "dispositions": "thing,council,route,reason,one_off_cost,audience,recorded_by\n"
    "K-1,south,extend,Until 2028,900.00,partners,south\n",
    "assumptions": "key,name,about,matter,statement,amount,audience,recorded_by\n"
    "B-2,North's capital,north,capital,They seek £9m,9000000.00,holders,south\n",
}


@dataclass
class Installation:
    """One council's own installation."""

    case: Case
    own: Organisation
    partner: Organisation
    person: Person
    clock: datetime = NOON

    def viewer(self) -> Viewer:
        """Its client lead."""
        return viewer_acting(Appointment.objects.get(person=self.person), TODAY)

    def tick(self) -> datetime:
        """A minute later."""
        self.clock += timedelta(minutes=1)
        return self.clock

    def build(self, at: datetime | None = None) -> PartnerPack:
        """A pack for the other council."""
        return actions.build_pack(
            by=self.viewer(), at=at or self.tick(), on=TODAY, case=self.case, partner=self.partner
        )

    def look(self, body: bytes) -> packs.Look:
        """What a pack would do."""
        return packs.look(self.viewer(), self.case, body, "given.pack", TODAY)

    def lay_down(self, body: bytes) -> PartnerPack:
        """Keep a pack that was given."""
        found = self.look(body)
        return actions.lay_down_pack(
            by=self.viewer(), at=self.tick(), case=self.case, partner=found.partner, verdict=found.verdict, body=body
        )

    def bring_in(self, body: bytes, *, compared: bool = True) -> packs.Look:
        """Bring a pack in."""
        pack = self.lay_down(body)
        agreed = packs.Agreed("", compared, TODAY)
        return packs.bring_in(by=self.viewer(), at=self.tick(), case=self.case, pack=pack, agreed=agreed)


def write(case: str, folder: Path, *tables: dict[str, str]) -> Case:
    """Bring tables into a case through the importer."""
    folder.mkdir(exist_ok=True)
    (folder / "case.toml").write_text(f'key = "{case}"\nname = "Thornton"\nillustrative = true\n')
    for held in tables:
        for table, text in held.items():
            file = folder / f"{table}.csv"
            more = text if not file.exists() else _below(file.read_text(), text)
            file.write_text(more)
    return imported.from_folder(folder, NOON)


def _below(before: str, text: str) -> str:
    """Two tables of CSV with their own headings as one."""
    rows = [row for one in (before, text) for row in csv.DictReader(io.StringIO(one))]
    out = io.StringIO()
    writer = csv.DictWriter(out, list(dict.fromkeys(name for row in rows for name in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def installed(db: None, tmp_path: Path) -> Callable[[str, dict[str, str]], Installation]:
    """Makes the installation of a council with what it alone records."""

    def install(own: str, tables: dict[str, str]) -> Installation:
        case = write(f"{own}-own", tmp_path / own, BOTH, tables)
        here = {one.key: one for one in Organisation.objects.filter(case=case)}
        person = Person(email=f"lead@{own}.example", name=f"{own.title()} (fictional)")
        person.set_password("four words are enough")
        person.save()
        Appointment.objects.create(person=person, organisation=here[own], role=Role.CLIENT_LEAD.value)
        return Installation(case, here[own], here["south" if own == "north" else "north"], person)

    return install


@pytest.fixture
def north(installed: Callable[[str, dict[str, str]], Installation]) -> Installation:
    """North's installation."""
    return installed("north", NORTH)


@pytest.fixture
def south(installed: Callable[[str, dict[str, str]], Installation]) -> Installation:
    """South's installation."""
    return installed("south", SOUTH)
