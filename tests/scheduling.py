"""Which tests share a worker under ``pytest -n``: those of one file, and all end-to-end tests, which share one system.

Loaded by ``-p tests.scheduling``. (pytest-xdist's own groups, ``xdist_group``, do nothing with pytest 9.2, which keeps
node ids in another place than xdist 3.8 writes them to.)
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

END_TO_END = "tests/e2e/"


class ByFile(LoadScopeScheduling):  # type: ignore[misc]
    """A file is a unit of work; the end-to-end tests are one."""

    def _split_scope(self, nodeid: str) -> str:
        return END_TO_END if nodeid.startswith(END_TO_END) else nodeid.partition("::")[0]


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """What ``-n auto`` means: a worker more than there are cores, as one mostly waits for the end-to-end system."""
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    """The scheduler of this run; units in the order of collection."""
    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The end-to-end tests first: they take longest, and all the others fit beside them."""
    items.sort(key=lambda item: not item.nodeid.startswith(END_TO_END))
