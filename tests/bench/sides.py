"""One side of a comparison, and how a step of it is measured by itself."""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from tests.bench import flows
from tests.bench.client import Browser, Counts
from tests.bench.servers import Server


class Side:
    """A server, and the people who have not been there yet."""

    def __init__(self, server: Server, password: str):
        self.server, self.password = server, password
        self.next = 0
        self.rounds: list[dict] = []

    def people(self, count: int) -> range:
        """The next so many people, who are new to the server."""
        first, self.next = self.next, self.next + count
        return range(first, self.next)

    def measure(self, flow, attempts: int, concurrency: int) -> dict:
        """A whole flow by so many people; CPU of the server alone, the driver left out."""
        counts, waiting = Counts(), iter(self.people(attempts))

        async def worker() -> None:
            for number in waiting:
                await flow(self.server.base, number, self.password, counts)

        async def drive() -> None:
            await asyncio.gather(*(worker() for _ in range(concurrency)))

        before, began = self.server.cpu(), time.perf_counter()
        asyncio.run(drive())
        seconds, cpu = time.perf_counter() - began, self.server.cpu() - before
        answer = sorted(counts.seconds["answer"])
        return {
            "cpu_s_per_attempt": cpu / attempts,
            "requests_per_attempt": counts.requests / attempts,
            "kB_per_attempt": counts.bytes / attempts / 1000,
            "attempts_per_s": attempts / seconds,
            "answer_ms_p50": 1000 * answer[len(answer) // 2],
            "answer_ms_p95": 1000 * answer[int(len(answer) * 0.95)],
        }

    def summary(self) -> dict:
        return {
            key: round(statistics.median(r[key] for r in self.rounds), 4) for key in self.rounds[0]
        }


type Act = Callable[[Browser], Awaitable[None]]


def cpu_of(
    side: Side, numbers: range, before: Callable, acts: list[tuple[Act, int]], concurrency: int
) -> list[float]:
    """CPU milliseconds of one call of each act, by people for whom `before` was done unmeasured.

    An act is (what one browser does, how many times it does it).
    """

    async def together(jobs) -> None:
        waiting = iter(jobs)

        async def worker() -> None:
            for job in waiting:
                await job

        await asyncio.gather(*(worker() for _ in range(concurrency)))

    async def often(act: Act, at: Browser, times: int) -> None:
        for _time in range(times):
            await act(at)

    async def drive() -> list[float]:
        browsers = [flows.browser(side.server.base, number, Counts()) for number in numbers]
        try:
            await together(before(at, n) for at, n in zip(browsers, numbers, strict=True))
            costs = []
            for act, times in acts:
                began = side.server.cpu()
                await together(often(act, at, times) for at in browsers)
                spent = side.server.cpu() - began
                costs.append(1000 * spent / (len(numbers) * times))
            return costs
        finally:
            for at in browsers:
                await at.__aexit__()

    return asyncio.run(drive())


def spread(ratios: list[float]) -> dict:
    """Median, least and most of the ratios of the pairs."""
    return {
        "median": round(statistics.median(ratios), 3),
        "min": round(min(ratios), 3),
        "max": round(max(ratios), 3),
    }
