"""The `severalty` command."""

from severalty.project.environment import keep_compiled

keep_compiled()  # before any module below loads what compiles
