"""Compiled inner loops of list scheduling. Each has a plain twin in `severalty.engine.transition.scheduling.serial`."""
