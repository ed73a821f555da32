"""Time of reading, as people are shown it."""


def whole_seconds(milliseconds: int) -> int:
    """Milliseconds as seconds, rounded up: whoever is told that so many are needed has read it all
    when so many are counted. The page of a signature and its paper say the same."""
    return -(-milliseconds // 1000)
