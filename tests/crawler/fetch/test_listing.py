"""How deep a listing is read: nothing that was added is missed, and little is asked."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.listing import ListingWalk

SIZE = 10


def read(order: list[str], known: list[str], *, full: bool = False) -> tuple[ListingWalk, list[int]]:
    """Reads a portal's listing of ``order`` with what was ``known``; the walk and the pages asked for."""
    walk = ListingWalk(known, page_size=min(SIZE, len(known)) if known else 0, full=full)
    asked: list[int] = []
    number: int | None = 1
    while number is not None:
        asked.append(number)
        start = (number - 1) * SIZE
        number = walk.feed(number, order[start : start + SIZE], more=start + SIZE < len(order))
        assert len(asked) < 1000
    return walk, asked


def items(count: int, prefix: str = "a") -> list[str]:
    return [f"{prefix}{n}" for n in range(count)]


def found(order: list[str], known: list[str], asked: list[int]) -> set[str]:
    read_items = {item for page in asked for item in order[(page - 1) * SIZE : page * SIZE]}
    return read_items - set(known)


def test_a_first_reading_reads_every_page() -> None:
    walk, asked = read(items(35), [])
    assert asked == [1, 2, 3, 4]
    assert walk.complete
    assert walk.order == items(35)


def test_an_unchanged_listing_of_a_hundred_pages_costs_two_requests() -> None:
    known = items(1000)
    walk, asked = read(known, known)
    assert asked == [1, 100]
    assert walk.order == known


def test_new_items_on_the_first_page_cost_two_requests() -> None:
    known = items(1000)
    order = ["new1", "new2", *known]
    walk, asked = read(order, known)
    assert asked == [1, 101]
    assert walk.order == order


def test_an_item_put_in_on_page_two_is_found() -> None:
    known = items(95)
    order = [*known[:15], "new", *known[15:]]
    _, asked = read(order, known)
    assert found(order, known, asked) == {"new"}
    assert len(asked) == 3


def test_an_item_that_pushes_the_end_to_a_new_page_costs_one_request_more() -> None:
    known = items(100)
    order = [*known[:15], "new", *known[15:]]
    walk, asked = read(order, known)
    assert asked == [1, 10, 11, 2]
    assert walk.order == order


def test_an_item_put_in_on_the_last_page_is_found() -> None:
    known = items(95)
    order = [*known[:93], "new", *known[93:]]
    _, asked = read(order, known)
    assert found(order, known, asked) == {"new"}


def test_what_left_the_listing_is_named_after_a_complete_reading() -> None:
    known = items(30)
    order = [item for item in known if item != "a12"]
    walk, _ = read(order, known, full=True)
    assert walk.vanished == ["a12"]


def test_a_listing_that_goes_round_in_circles_ends() -> None:
    walk = ListingWalk()
    assert walk.feed(1, ["a", "b"], more=True) == 2
    assert walk.feed(2, ["a", "b"], more=True) is None


@given(
    count=st.integers(0, 120),
    put_in=st.lists(st.integers(0, 140), max_size=12),
    moved=st.lists(st.tuples(st.integers(0, 119), st.integers(0, 119)), max_size=4),
)
def test_whatever_is_added_and_moved_wherever_is_found(
    count: int, put_in: list[int], moved: list[tuple[int, int]]
) -> None:
    known = items(count)
    order = list(known)
    for source, target in moved:
        if source < len(order):
            order.insert(min(target, len(order) - 1), order.pop(source))
    for number, place in enumerate(put_in):
        order.insert(min(place, len(order)), f"new{number}")
    _, asked = read(order, known)
    assert found(order, known, asked) == {f"new{n}" for n in range(len(put_in))}


@given(count=st.integers(1, 120), taken=st.sets(st.integers(0, 119), max_size=8))
def test_deletions_alone_never_keep_a_reading_from_ending(count: int, taken: set[int]) -> None:
    known = items(count)
    order = [item for index, item in enumerate(known) if index not in taken]
    walk, asked = read(order, known)
    assert len(asked) <= count // SIZE + 3
    assert len(asked) == len(set(asked))
    assert set(walk.order) >= set(order) - set(walk.vanished)


def test_an_item_taken_out_of_a_hundred_pages_is_found_out_in_halves() -> None:
    known = items(1000)
    order = [item for item in known if item != "a612"]
    walk, asked = read(order, known)
    assert len(asked) <= 10
    assert walk.vanished == ["a612"]
    assert walk.order == order


def test_an_item_that_moved_to_the_top_is_no_riddle() -> None:
    known = items(1000)
    order = ["a700", *(item for item in known if item != "a700")]
    walk, asked = read(order, known)
    assert asked == [1, 100]
    assert walk.order == order


def test_as_many_taken_out_as_put_in_are_what_a_sweep_is_for_and_it_tells_that_they_were_missed() -> None:
    known = items(400)
    order = [*known[:150], "new", *(item for item in known[150:] if item != "a250")]
    _, asked = read(order, known)
    assert asked == [1, 40]
    sweep, _ = read(order, known, full=True)
    assert sweep.places == [("new", 16)]
    assert sweep.missed(1, None) == {"new"}
    assert sweep.missed(16, None) == set()


def test_of_a_listing_that_is_new_each_time_only_so_many_pages_are_read() -> None:
    known = items(400)
    walk = ListingWalk(known, page_size=SIZE, depth=2, most=5)
    asked, number = [], walk.feed(1, [f"b{n}" for n in range(SIZE)], more=True)
    while number is not None:
        asked.append(number)
        number = walk.feed(number, [f"b{number}-{n}" for n in range(SIZE)], more=number < 40)
    assert len(asked) == 4
    assert not walk.complete
    assert walk.vanished == []


def test_pages_that_lead_to_the_next_alone_are_read_as_far_as_there_is_news() -> None:
    known = [f"{page}-{item}" for page in range(12) for item in range(10)]
    walk = ListingWalk(known, page_size=10)
    now = [*(f"new-{item}" for item in range(10)), *known]
    assert walk.feed(1, now[:10], more=True) > 2  # which no link leads to
    assert walk.one_by_one() == 2
    assert walk.feed(2, now[10:20], more=True) > 3
    assert walk.one_by_one() is None
    assert (walk.order, walk.vanished, walk.complete) == (now, [], False)
