"""Severalty: one record for shared public IT, from estate to assurance."""

__version__ = "0.1.0"
