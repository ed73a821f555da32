"""How a check of the house says what it has found."""

from collections.abc import Iterable

import pytest


def expect_none(found: Iterable[str]) -> None:
    """Fail with every line of what was found, and nothing but that."""
    lines = list(found)
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
