"""The settings of the product for tests: a data folder of its own, the database that tests are told, quick passwords.

Read before anything else of the product, so that no test can touch a person's own data.
"""

import os
import tempfile

_FOLDER = tempfile.TemporaryDirectory(prefix="severalty-tests-")
os.environ["SEVERALTY_DATA"] = _FOLDER.name
os.environ["SEVERALTY_DATABASE_URL"] = os.environ.get("SEVERALTY_TEST_DATABASE_URL", "")

from severalty.project.settings import *  # noqa: E402, F403 - only after the environment is set
from severalty.project.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if not os.environ["SEVERALTY_DATABASE_URL"]:
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_FOLDER.name, "tests.sqlite3")}
