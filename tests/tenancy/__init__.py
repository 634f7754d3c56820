"""Tests of severalty.tenancy."""
