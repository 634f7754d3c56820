"""The `severalty` command."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> int:
    """Pass `severalty manage …` on to Django. The status is 2 for a command that is not known."""
    if sys.argv[1:2] != ["manage"]:
        print("severalty has no such command. It has: manage.", file=sys.stderr)
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "severalty.project.settings")
    execute_from_command_line(["severalty manage", *sys.argv[2:]])
    return 0
