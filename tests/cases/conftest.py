"""The settled town, for every test of the heart."""

from tests.cases.town import settled, town  # noqa: F401
