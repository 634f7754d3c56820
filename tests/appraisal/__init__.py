"""Tests of severalty.appraisal."""
