"""The settled town, for every test of the heart."""

from tests.cases.test_processes import settled, town  # noqa: F401
