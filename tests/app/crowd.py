"""Thirty scripted visitors on one server: ``python -m tests.app.crowd [--light]`` prints what they had to wait.

Each is a socket that speaks as the page does: it opens Explore, moves a lever of its own, looks at charts and leaves.
A round trip is the time from an event until the page shows it: the slider's new value, the other chart. Before them one
visitor alone is timed from a lever to the first redraw; the last crowd plays while as many visitors as there are
``PLANS`` wait for a plan of their own to run to its end.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import re
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import websockets

VISITORS, MOVES, PAUSE_SECONDS, PLANS = 30, 8, 1.0, 24
RESULT_WITHIN_SECONDS = 600.0
CHARTS = ("chart_sector", "chart_total", "chart_adoption", "chart_equity")


class Visitor:
    """One scripted visitor."""

    def __init__(self, address: str, number: int) -> None:
        self.number, self.kernel, self.session = number, str(uuid.uuid4()), str(uuid.uuid4())
        socket = address.replace("http", "ws", 1)
        self.address = f"{socket}jupyter/api/kernels/{self.kernel}/channels?session_id={self.session}"
        self.origin = address.rstrip("/")
        self.cookie = f"solara-session-id={uuid.uuid4()}"
        self.parts: dict[str, str] = {}
        self.views: dict[str, dict[str, Any]] = {}
        self.changed = asyncio.Event()
        self.trips: list[float] = []
        self.redraws: list[float] = []
        self.previews: list[float] = []

    async def live(self, use: Callable[[Visitor], Any] | None = None) -> None:
        """Open the page, use it (as ``use`` does, or moving levers and charts), and leave."""
        from experiments.dashboard.link import packed

        head = {"Cookie": self.cookie}
        async with websockets.connect(
            self.address, origin=self.origin, additional_headers=head, max_size=2**26, ping_interval=None
        ) as link:  # type: ignore[arg-type]
            self.link = link
            listening = asyncio.create_task(self._listen())
            control = str(uuid.uuid4())
            await self._send("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
            query = packed({"city": "huzhou", "levers": [], "lang": "en", "page": "explore", "year": 0})
            run = {"method": "run", "args": {"appName": None, "path": f"/?s={query}", "dark": False, "themes": {}}}
            await self._send("comm_msg", {"comm_id": control, "data": run})
            await self._until(lambda: "drawn" in self._view("drawn"))
            await (use(self) if use else self._use())
            listening.cancel()
        leave = f"{self.origin}/_solara/api/close/{self.kernel}?session_id={self.session}"
        request = urllib.request.Request(leave, method="POST", headers=head)  # noqa: S310 (our own server)
        await asyncio.to_thread(urllib.request.urlopen, request)

    async def _use(self) -> None:
        draw = random.Random(self.number)  # noqa: S311 (a script of visits, not a secret)
        level = 10.0 + self.number
        for move in range(MOVES):
            await asyncio.sleep(PAUSE_SECONDS * (0.5 + draw.random()))
            if move % 2:
                chart = CHARTS[(move // 2 + self.number) % len(CHARTS)]
                await self._act(partial(self._shows_chart, chart), "chart", value=chart)
            else:
                level += 1.0
                await self._act(partial(self._shows_level, level), "lever", name="carbon_tax", key="level", value=level)
        assert self._shows_level(level), f"visitor {self.number} sees another's level"

    async def wait_for_a_plan(self) -> None:
        """Move one lever and wait until all its runs have ended."""
        level, before = 100.25 + self.number, self._view("drawn")["drawn"]
        await self._act(partial(self._shows_level, level), "lever", name="carbon_tax", key="level", value=level)
        await self._until(partial(self._shows_other, before))  # until then "ready" speaks of the levers before
        await self._until(lambda: self._view("ready")["status"]["kind"] == "ready")

    async def watch_redraws(self) -> None:
        """Move a lever now and then; a trip is the time until the first redraw, and until the whole preview."""
        for move in range(MOVES):
            await self._until(lambda: self._view("ready")["status"]["kind"] == "ready")
            level, before = 200.5 + move, self._view("drawn")["drawn"]
            began = time.perf_counter()
            await self._act(partial(self._shows_level, level), "lever", name="carbon_tax", key="level", value=level)
            await self._until(partial(self._shows_other, before))
            self.redraws.append(time.perf_counter() - began)
            await self._until(lambda: self._view("ready")["whole"])
            self.previews.append(time.perf_counter() - began)

    def _shows_other(self, before: dict[str, Any]) -> bool:
        return bool(self._view("ready")["ready"] and self._view("drawn")["drawn"] is not before)

    def _shows_chart(self, chart: str) -> bool:
        return bool(self._view("ready").get("chart") == chart)

    def _shows_level(self, level: float) -> bool:
        tax = self._view("force")["force"].get("carbon_tax")
        return bool(tax and tax["values"]["level"] == level)

    async def _act(self, shown: Callable[[], bool], what: str, **values: Any) -> None:
        part = next(name for name, view in self.views.items() if "link" in view)
        event = {"event": "act", "data": {"what": what, **values}}
        self.changed.clear()
        began = time.perf_counter()
        await self._send("comm_msg", {"comm_id": part, "data": {"method": "custom", "content": event}})
        while not shown():
            await asyncio.wait_for(self.changed.wait(), 60)
            self.changed.clear()
        self.trips.append(time.perf_counter() - began)

    def _view(self, key: str) -> dict[str, Any]:
        return next((view for view in self.views.values() if key in view), {})

    async def _until(self, condition: Any) -> None:
        until = time.monotonic() + RESULT_WITHIN_SECONDS
        while not condition():
            assert time.monotonic() < until, f"visitor {self.number} waited too long"
            await asyncio.sleep(0.01)

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msg_id": str(uuid.uuid4()), "msg_type": kind, "session": self.session, "username": "", "version": "5.2",
                  "date": "2026-01-01T00:00:00Z"}  # fmt: skip
        await self.link.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content,
                                         "channel": "shell", "buffers": []}))  # fmt: skip

    async def _listen(self) -> None:
        async for raw in self.link:
            message = json.loads(raw) if isinstance(raw, str) else _unpacked(raw)
            content = message.get("content", {})
            data = content.get("data", {})
            state = data.get("state", {}) if isinstance(data, dict) else {}
            texts = [json.loads(state[part]) for part in ("fixed", "bulk", "state") if isinstance(state.get(part), str)]
            if texts:
                known = self.views.setdefault(content["comm_id"], {})
                for text in texts:
                    known.update(text)
                self.changed.set()


def _unpacked(raw: bytes) -> dict[str, Any]:
    parts = int.from_bytes(raw[:4], "big")
    starts = [int.from_bytes(raw[4 * (i + 1) : 4 * (i + 2)], "big") for i in range(parts)]
    found: dict[str, Any] = json.loads(raw[starts[0] : starts[1] if parts > 1 else None])
    return found


def memory_mb(pid: int) -> float:
    """Return the resident memory of a process."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) / 1024  # type: ignore[index]


def cpu_seconds(pid: int) -> float:
    """Return the processor time a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def crowd(address: str, visitors: int, plans: int = 0) -> list[Visitor]:
    """Let visitors come at once and leave, while others wait for plans of their own."""
    made = [Visitor(address, number) for number in range(visitors)]
    waiting = [Visitor(address, visitors + number) for number in range(plans)]
    await asyncio.gather(*(v.live() for v in made), *(v.live(Visitor.wait_for_a_plan) for v in waiting))
    return made


def _tell_crowd(address: str, pid: int, plans: int = 0) -> None:
    used, began = cpu_seconds(pid), time.perf_counter()
    trips = sorted(t for v in asyncio.run(crowd(address, VISITORS, plans)) for t in v.trips)
    beside = f" beside {plans} plans run to the end in {time.perf_counter() - began:.0f} s" if plans else ""
    print(f"{VISITORS} visitors{beside}, {len(trips)} moves: median {1000 * statistics.median(trips):.0f} ms, "
          f"95 % {1000 * trips[int(0.95 * len(trips))]:.0f} ms, longest {1000 * trips[-1]:.0f} ms")  # fmt: skip
    print(f"the web process used {1000 * (cpu_seconds(pid) - used) / len(trips):.0f} ms of processor a move")
    print(f"memory after they left {memory_mb(pid):.0f} MB", flush=True)


def _tell_alone(address: str) -> None:
    visitor = Visitor(address, 0)
    asyncio.run(visitor.live(Visitor.watch_redraws))
    for what, times in (("the first redraw", visitor.redraws), ("the whole preview", visitor.previews)):
        print(f"one visitor, from a lever to {what}: median {1000 * statistics.median(times):.0f} ms, "
              f"longest {1000 * max(times):.0f} ms")  # fmt: skip


def main() -> None:
    """Start a server, let one visitor and crowds visit it, print the figures."""
    from experiments.dashboard.launcher import free_port

    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen([sys.executable, "-m", "experiments.cli", "app", "--port", str(port), *sys.argv[1:]])
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(OSError), urllib.request.urlopen(address + "readyz", timeout=5):  # noqa: S310 (our own server)
                break
            time.sleep(0.3)
        asyncio.run(crowd(address, 1))
        _tell_alone(address)
        print(f"memory with nobody there {memory_mb(server.pid):.0f} MB")
        for plans in (0, 0, PLANS):
            _tell_crowd(address, server.pid, plans)
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
