"""What a test goes over, counted: a loop over nothing would assert nothing."""


def at_least(number, things):
    """The things, as a list, of which there have to be so many.

    Args:
        number: How many at the least.
        things: What a test goes over.

    Raises:
        AssertionError: There are fewer.
    """
    found = list(things)
    assert len(found) >= number, f"{len(found)} things to look at, and not {number}: {found!r:.300}"
    return found
