"""The settings of the product with one job more."""

from severalty.project.settings import *  # noqa: F403
from severalty.project.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.tenancy.slow_app.SlowConfig"]
