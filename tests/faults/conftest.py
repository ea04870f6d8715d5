"""The houses and the disk that the faults are tried on."""

from tests.faults.disk import disk as disk
from tests.faults.house import cluster as cluster
from tests.faults.house import either as either
from tests.faults.house import house as house
from tests.intake.conftest import keep as keep
