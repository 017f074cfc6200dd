"""The line before detection: in turn, bounded, and left by whoever hangs up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine

import pytest

from gateway.errors import ClientGone, Overloaded
from gateway.turns import LEAST, LONG, Turns


class Busy:
    """Turns whose threads, that for short requests and that for long ones, are at work until told to stop."""

    def __init__(self, room: int) -> None:
        self.turns = Turns(room)
        self.done: list[str] = []
        self._stop = threading.Event()
        self._first: list[asyncio.Task[object]] = []

    async def __aenter__(self) -> Busy:
        self._first = [asyncio.create_task(self.turns.take(self._stop.wait, size)) for size in (1, LONG)]
        await asyncio.sleep(0.01)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.release()
        await asyncio.gather(*self._first)
        self.turns.close()

    def release(self) -> None:
        """Let the threads end."""
        self._stop.set()

    async def come(self, name: str, size: int, gone: asyncio.Event | None = None) -> asyncio.Task[None]:
        """Let a request come; return once it stands in the line or is refused."""

        async def hung_up() -> None:
            assert gone is not None
            await gone.wait()

        watch = hung_up if gone else None
        task = asyncio.create_task(self.turns.take(lambda: self.done.append(name), size, watch))
        await asyncio.sleep(0.01)
        return task


def run(room: int, story: Callable[[Busy], Coroutine[None, None, None]]) -> None:
    """Play a story in which all threads are at work, with so much room in the line."""

    async def played() -> None:
        async with Busy(room) as busy:
            await story(busy)

    asyncio.run(asyncio.wait_for(played(), 10.0))


def test_they_are_read_in_the_order_they_came() -> None:
    """First come, first read."""

    async def story(busy: Busy) -> None:
        tasks = [await busy.come(name, 1) for name in "abcd"]
        assert busy.turns.waiting == 4
        busy.release()
        await asyncio.gather(*tasks)
        assert busy.done == ["a", "b", "c", "d"]
        assert busy.turns.waiting == 0

    run(10 * LEAST, story)


def test_a_short_one_does_not_wait_for_a_long_one() -> None:
    """Long requests are read one after the other, beside the short ones."""

    async def story() -> None:
        turns, stop, done = Turns(), threading.Event(), list[str]()
        first = asyncio.create_task(turns.take(stop.wait, LONG))
        second = asyncio.create_task(turns.take(lambda: done.append("long"), LONG))
        await asyncio.sleep(0.01)
        await turns.take(lambda: done.append("short"), LONG - 1)
        assert (done, turns.waiting) == (["short"], 1)
        stop.set()
        await asyncio.gather(first, second)
        assert done == ["short", "long"]
        turns.close()

    asyncio.run(asyncio.wait_for(story(), 10.0))


def test_what_follows_a_turn_waits_for_no_reading() -> None:
    """A request that was read is written although both threads that read are at work."""

    async def story(busy: Busy) -> None:
        assert await busy.turns.beside(lambda: "written") == "written"

    run(LEAST, story)


def test_a_full_line_refuses_at_once() -> None:
    """Who would have to wait too long is told so, and may try again by itself; room that is left is given."""

    async def story(busy: Busy) -> None:
        waiting = [await busy.come("a", LONG - 1)]
        with pytest.raises(Overloaded) as refused:
            await busy.turns.take(lambda: None, LONG - 1)
        assert refused.value.status == 503
        assert refused.value.headers == {"retry-after": "5", "x-should-retry": "true"}
        waiting.append(await busy.come("b", 1))
        busy.release()
        await asyncio.gather(*waiting)
        assert busy.done == ["a", "b"]

    run(LONG - 1 + LEAST, story)


def test_one_that_is_larger_than_the_line_can_wait_in_it_alone() -> None:
    """The bound is one of waiting, not of size: a large request is read too."""

    async def story(busy: Busy) -> None:
        large = await busy.come("large", 50 * LEAST)
        with pytest.raises(Overloaded):
            await busy.turns.take(lambda: None, 1)
        busy.release()
        await large
        assert busy.done == ["large"]

    run(LEAST, story)


def test_who_hangs_up_leaves_the_line() -> None:
    """It is never read, and its place is free at once."""

    async def story(busy: Busy) -> None:
        hung_up = asyncio.Event()
        leaver = await busy.come("leaver", 2 * LEAST, hung_up)
        hung_up.set()
        with pytest.raises(ClientGone):
            await leaver
        other = await busy.come("other", 2 * LEAST, asyncio.Event())
        assert busy.turns.waiting == 1
        busy.release()
        await other
        assert busy.done == ["other"]

    run(2 * LEAST, story)


def test_a_cancelled_request_keeps_no_thread() -> None:
    """Whatever ends a request while it waits or is about to be read, the next has its turn."""

    async def story(busy: Busy) -> None:
        tasks = [await busy.come(name, 1) for name in "abc"]
        tasks[0].cancel()
        busy.release()
        await asyncio.gather(*tasks[1:])
        assert busy.done == ["b", "c"]
        for size in (1, LONG):
            await busy.turns.take(lambda: None, size)
        assert busy.turns.waiting == 0

    run(10 * LEAST, story)


def test_a_failure_frees_the_thread() -> None:
    """What the work raises comes out, and the thread serves the next."""

    async def story() -> None:
        turns = Turns()
        for size in (1, LONG, 1, LONG):
            with pytest.raises(ZeroDivisionError):
                await turns.take(lambda: 1 // 0, size)
        turns.close()

    asyncio.run(asyncio.wait_for(story(), 10.0))
