"""A council's own word on a cut-over, with what must be there before it goes, in place of one line of text."""

from typing import Any

from django.db import migrations, models

import severalty.engine.fields
import severalty.engine.transition.resources
import severalty.tenancy.models

_LONGEST = 300


def _known() -> Any:
    return models.CharField(
        choices=[("yes", "yes"), ("no", "no"), ("unknown", "unknown")],
        default=severalty.engine.fields.Known["UNKNOWN"],
        max_length=80,
    )


def _line() -> Any:
    return models.CharField(blank=True, max_length=_LONGEST)


def words_from_text(apps: Any, _: Any) -> None:
    """What somebody wrote becomes a word and stays readable as who gave it; whose word it is nobody knows yet."""
    for row in apps.get_model("transition", "CutOverMember").objects.exclude(go__in=("", "unknown")):
        row.said_by = row.go
        row.go = "no go" if row.go.strip().lower().startswith("no") else "go"
        row.save(update_fields=["go", "said_by"])


def nobody_has_said(apps: Any, _: Any) -> None:
    """A blank line is a word that is not said."""
    apps.get_model("transition", "CutOverMember").objects.filter(go="").update(go="unknown")


def text_from_words(apps: Any, _: Any) -> None:
    """The way back: the words of the old line."""
    rows = apps.get_model("transition", "CutOverMember").objects
    for row in rows.exclude(go="unknown"):
        row.go = (row.said_by if row.said_by.lower().startswith(("go", "no")) else f"{row.go}: {row.said_by}")[:_LONGEST]
        row.save(update_fields=["go"])
    rows.filter(go="unknown").update(go="")


class Migration(migrations.Migration):
    """Fifteen columns of a member of a cut-over rule, and one row for each who records it."""

    dependencies = [("transition", "0002_words_of_maturity")]

    operations = [
        migrations.RemoveConstraint(model_name="cutovermember", name="one_cut_over_member"),
        migrations.AddField("cutovermember", "said_by", _line()),
        migrations.AddField(
            "cutovermember", "said_on",
            severalty.tenancy.models.PartialDateField(blank=True, max_length=48, null=True),
        ),
        migrations.AddField("cutovermember", "reason", models.TextField(blank=True)),
        *(
            migrations.AddField("cutovermember", name, field)
            for criterion in ("approval", "funding", "checks", "rollback", "comms", "desk")
            for name, field in ((criterion, _known()), (f"{criterion}_shown", _line()))
        ),
        migrations.RunPython(words_from_text, text_from_words),
        migrations.RunPython(nobody_has_said, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="cutovermember",
            name="go",
            field=models.CharField(
                choices=[("unknown", "unknown"), ("go", "go"), ("no go", "no go")],
                default=severalty.engine.transition.resources.GoWord["UNKNOWN"],
                max_length=80,
            ),
        ),
        migrations.AddConstraint(
            model_name="cutovermember",
            constraint=models.UniqueConstraint("rule", "package", "recorded_by", name="one_cut_over_word"),
        ),
    ]
