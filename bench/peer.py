"""A Django site that imports the same contracts with django-import-export; runs in an environment of its own.

`python peer.py DATABASE FOLDER plain|bulk` prints one line of JSON. Plain is the library as its guide sets it up; bulk
turns on what its guide recommends for large files. Neither resolves who may see a row, nor keeps an audit trail.
"""

import csv
import json
import sys
import time
from pathlib import Path

import django
from django.apps import AppConfig
from django.conf import settings
from django.core.management import call_command


class Peer(AppConfig):
    name = "__main__"
    label = "peer"
    path = str(Path(__file__).parent)


settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "import_export", "__main__.Peer"],
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
)
django.setup()

import tablib  # noqa: E402 - Django comes first
from django.db import connection, models  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from import_export.instance_loaders import CachedInstanceLoader  # noqa: E402

TEXTS = ("name", "description", "holder", "shared", "extensions", "renewal", "notice", "assignable", "audience",
         "recorded_by", "evidence", "source")  # fmt: skip


class Supplier(models.Model):
    key = models.CharField(max_length=100, unique=True)

    class Meta:
        app_label = "peer"


class Contract(models.Model):
    key = models.CharField(max_length=100, unique=True)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.PROTECT)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    annual_charge = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    for _name in TEXTS:
        locals()[_name] = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "peer"


def resource(bulk: bool) -> resources.ModelResource:
    widget = (widgets.CachedForeignKeyWidget if bulk else widgets.ForeignKeyWidget)(Supplier, "key")

    class ContractResource(resources.ModelResource):
        supplier = fields.Field("supplier", "supplier", widget=widget)

        class Meta:
            model = Contract
            fields = ("key", "supplier", "starts", "ends", "annual_charge", *TEXTS)
            import_id_fields = ("key",)
            use_transactions = True
            if bulk:
                use_bulk, batch_size, skip_diff = True, 1000, True
                instance_loader_class = CachedInstanceLoader

    return ContractResource()


def main() -> None:
    """Import as a person would: a trial run that shows the changes, then the import itself."""
    folder, bulk = Path(sys.argv[2]), sys.argv[3] == "bulk"
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Supplier)
        editor.create_model(Contract)
    with (folder / "suppliers.csv").open(encoding="utf-8", newline="") as file:
        Supplier.objects.bulk_create([Supplier(key=row["key"]) for row in csv.DictReader(file)])
    text = (folder / "contracts.csv").read_text(encoding="utf-8")
    began = time.perf_counter()
    trial = resource(bulk).import_data(tablib.Dataset().load(text, format="csv"), dry_run=True)
    previewed = time.perf_counter()
    done = resource(bulk).import_data(tablib.Dataset().load(text, format="csv"), dry_run=False, raise_errors=True)
    applied = time.perf_counter()
    if trial.has_errors() or done.has_errors():
        raise SystemExit(str(trial.base_errors or trial.row_errors()[:1]))
    print(json.dumps({"rows": Contract.objects.count(), "preview": previewed - began, "apply": applied - previewed}))


if __name__ == "__main__":
    main()
