"""A small register for the cast: shared risks, private ones of each council, a matrix, appetite, effects."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from severalty.tenancy.models import Item
from tests import imported
from tests.conftest import NOON, Cast

CELLS = {(1, 1): 1, (1, 2): 1, (2, 1): 1, (2, 2): 2, (3, 1): 2}
"""Cell (3, 2) is left for the council."""
FILES = {
    "risk_matrices": "key,name,likelihoods,impacts,audience,recorded_by,evidence\n"
    "grid,Our matrix,Rare; Likely; Certain,Minor; Major,partners,service,reported\n",
    "matrix_bands": "matrix,place,word,recorded_by\ngrid,1,Low,service\ngrid,2,Medium,service\ngrid,3,High,service\n"
    "grid,7,Forged,south\n",
    "matrix_cells": "matrix,likelihood,impact,band,standing,recorded_by\n"
    + "".join(f"grid,{one},{other},{band},stated by the source,service\n" for (one, other), band in CELLS.items())
    + "grid,3,2,7,our proposal,south\n",
    "risk_appetites": "key,name,organisation,matrix,most,taken_to,audience,recorded_by\n"
    "bears,What North bears,north,grid,Low,Board of North,partners,north\n"
    "quiet-bears,Quiet appetite,north,grid,Low,Hidden board,holders,north\n",
    "contracts": "key,name,audience,recorded_by,evidence\n"
    "wan,Wide area network,partners,service,reported\nhidden,Hidden contract,holders,north,reported\n",
    "risks": "key,name,number,category,owned_by,owner,matrix,inherent_likelihood,inherent_impact,current_likelihood,"
    "current_impact,target_likelihood,target_impact,response,review_on,thing,state,audience,recorded_by,evidence\n"
    "late,Late committee,1,Decisions,north,Head of ICT,grid,3,1,2,2,1,1,treat,2026-10-01,wan,open,partners,north,"
    "reported\n"
    "quiet,Quiet worry,2,Money,north,Director,grid,3,2,3,1,1,1,treat,2026-12-01,hidden,open,holders,north,reported\n"
    "open,Open to all,3,People,south,Lead,grid,,,3,2,,,unknown,,,open,public,south,reported\n"
    "southern,Southern secret,4,Money,south,Lead,grid,,,1,1,,,unknown,,,open,holders,south,reported\n",
    "risk_controls": "key,name,risk,state,audience,recorded_by\n"
    "lattice,One calendar,late,in place,partners,north\nquiet-control,Quiet control,quiet,in place,holders,north\n"
    "loose,Good practice,,planned,partners,service\n",
    "risk_actions": "key,name,risk,owner,due,audience,recorded_by\n"
    "reserve,Ask for a reserve date,late,Clerk,2026-11-01,partners,north\n"
    "quiet-action,Quiet action,late,Clerk,2026-12-01,holders,north\n",
    "risk_effects": "key,name,risk,thing,stage,probability,days_likely,pounds_likely,audience,recorded_by,evidence\n"
    "before,Before,late,wan,before mitigation,40,15,1000.00,partners,north,reported\n"
    "after,After,late,wan,after mitigation,10,15,1000.00,partners,north,reported\n"
    "quiet-effect,Quiet effect,late,hidden,before mitigation,50,,6666.00,partners,north,reported\n"
    "mine,Of South,late,wan,before mitigation,90,,7777.00,holders,south,reported\n",
    "risk_reviews": "risk,organisation,reviewed_on,likelihood,impact,note,recorded_by\n"
    "late,north,2026-09-01,2,2,First look,north\nlate,south,2026-10-01,3,2,We see it so,south\n"
    "late,north,2026-10-02,1,1,Forged by South,south\n",
    "issues": "key,name,risk,thing,severity,raised_on,audience,recorded_by\n"
    "gone,It has happened,late,wan,high,2026-11-02,partners,north\nquiet-issue,Quiet issue,quiet,,low,,holders,north\n",
}
SECRETS = ("Quiet worry", "Hidden contract", "Quiet control", "Quiet action", "6,666", "2,666", "3,333", "Quiet issue",
           "Hidden board", "Quiet appetite")  # fmt: skip
"""What of North's nobody else may read."""


def bring_in(cast: Cast, folder: Path, files: dict[str, str] | None = None) -> None:
    """Bring the files into the case of the cast through the importer."""
    imported.bring_in(cast.case, folder, files or FILES, NOON)


@pytest.fixture
def registered(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The cast with its register, on the day of the tests; the case may be opened by all."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: NOON.date())
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOON)
    cast.case.public = True
    cast.case.save()
    bring_in(cast, tmp_path)
    return cast


def ref_of(table: str, key: str) -> str:
    """The reference of an item."""
    return str(Item.objects.get(table=table, key=key).pk)


def address(name: str, *more: str) -> str:
    """The address of a page of this stage."""
    return reverse(f"risks:{name}", args=["thornton", *more])


def words_of(client: Client, name: str, *more: str, **params: Any) -> str:
    """What a page of this stage says in its main part."""
    response = client.get(address(name, *more), params)
    assert response.status_code == 200, f"{name} answers {response.status_code}."
    body = response.content.decode()
    return " ".join(body[body.index("<main") : body.index("</main>")].split())
