"""Until when somebody may still act: counted as every limit is, so that nobody loses a day by the hour of the day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workflow.kernel.errors import Barred


def at(matters, month: int, day: int, hour: int) -> None:
    """This hour on the street's clock, in 2026."""
    matters.watch.now = datetime(2026, month, day, hour - 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sent", "last", "over"),
    [((11, 23, 9), (11, 24), (11, 25)), ((11, 23, 20), (11, 25), (11, 26)), ((11, 28, 10), (12, 1), (12, 2))],
    ids=["on Monday morning", "on Monday evening", "on Saturday"],
)
def test_an_urgent_matter_may_be_given_back_for_one_working_day(matters, sent, last, over):
    """What is sent in the evening or on a day off comes on the next working day, which is not counted."""
    at(matters, *sent)
    first, second = (matters.sheets(matters.reach("transferred", urgency="urgent"))[0] for _ in range(2))
    at(matters, *last, 16)
    assert matters.take("unit", first, "give_back", basis="不属本单位职责").state == "returned"
    at(matters, *over, 9)
    with pytest.raises(Barred, match="1 个工作日"):
        matters.take("unit", second, "give_back", basis="不属本单位职责")


def test_a_resident_may_object_until_the_end_of_the_thirtieth_day(matters):
    """Settled in the morning of 24 November, a Tuesday: 24 December is the thirtieth day."""
    at(matters, 11, 24, 9)
    first, second = matters.reach("closed"), matters.reach("closed")
    at(matters, 12, 24, 20)
    assert matters.take(matters.reporter(first), first, "object", remains="角落还有").state == "accepted"
    at(matters, 12, 25, 9)
    with pytest.raises(Barred, match="30 天"):
        matters.take(matters.reporter(second), second, "object", remains="角落还有")


def test_a_thirtieth_day_that_is_off_rolls_on(matters):
    """Settled on Thursday the 26th: the thirtieth day is Saturday 26 December, so Monday is the last."""
    at(matters, 11, 26, 9)
    first, second = matters.reach("closed"), matters.reach("closed")
    at(matters, 12, 28, 16)
    assert matters.take(matters.reporter(first), first, "object", remains="角落还有").state == "accepted"
    at(matters, 12, 29, 9)
    with pytest.raises(Barred, match="30 天"):
        matters.take(matters.reporter(second), second, "object", remains="角落还有")
