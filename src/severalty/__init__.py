"""Severalty: one record for shared public IT, from estate to assurance."""
