"""The Django project: where the parts are put together."""
