"""Thirty scripted visitors on one server: ``python tests/app/crowd.py [ADDRESS]`` prints what they had to wait.

Each is a socket that speaks as the page does: it opens Explore, moves a lever of its own, looks at charts and leaves.
A round trip is the time from an event to the first change of what the page shows.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import websockets

VISITORS, MOVES, PAUSE_SECONDS = 30, 8, 1.0
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
        self.seen: list[float] = []

    async def live(self) -> None:
        """Open the page, use it, and leave."""
        from experiments.dashboard.link import packed

        head = {"Cookie": self.cookie}
        async with websockets.connect(
            self.address, origin=self.origin, additional_headers=head, max_size=2**26
        ) as link:  # type: ignore[arg-type]
            self.link = link
            listening = asyncio.create_task(self._listen())
            control = str(uuid.uuid4())
            await self._send("comm_open", {"comm_id": control, "target_name": "solara.control", "data": {}})
            query = packed({"city": "huzhou", "levers": [], "lang": "en", "page": "explore", "year": 0})
            run = {"method": "run", "args": {"appName": None, "path": f"/?s={query}", "dark": False, "themes": {}}}
            await self._send("comm_msg", {"comm_id": control, "data": run})
            await self._until(lambda: "drawn" in self._view("drawn"))
            await self._use()
            listening.cancel()

    async def _use(self) -> None:
        draw = random.Random(self.number)  # noqa: S311 (a script of visits, not a secret)
        level = 10.0 + self.number
        for move in range(MOVES):
            await asyncio.sleep(PAUSE_SECONDS * (0.5 + draw.random()))
            if move % 2:
                await self._act("chart", value=CHARTS[(move // 2 + self.number) % len(CHARTS)])
            else:
                level += 1.0
                await self._act("lever", name="carbon_tax", key="level", value=level)
                self.seen.append(level)
        shown = next(
            p
            for g in self._view("groups")["groups"]
            for lever in g["levers"]
            for p in lever["parameters"]
            if p["name"] == "level"
        )
        assert shown["value"] == level, f"visitor {self.number} sees {shown['value']} instead of {level}"

    async def _act(self, what: str, **values: Any) -> None:
        part = next(name for name, view in self.views.items() if "link" in view)
        event = {"event": "act", "data": {"what": what, **values}}
        self.changed.clear()
        began = time.perf_counter()
        await self._send("comm_msg", {"comm_id": part, "data": {"method": "custom", "content": event}})
        await asyncio.wait_for(self.changed.wait(), 60)
        self.trips.append(time.perf_counter() - began)

    def _view(self, key: str) -> dict[str, Any]:
        return next((view for view in self.views.values() if key in view), {})

    async def _until(self, condition: Any) -> None:
        until = time.monotonic() + RESULT_WITHIN_SECONDS
        while not condition():
            assert time.monotonic() < until, f"visitor {self.number} waited too long"
            await asyncio.sleep(0.05)

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
            if isinstance(state.get("view"), dict):
                self.views[content["comm_id"]] = state["view"]
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


async def crowd(address: str, visitors: int) -> list[Visitor]:
    """Let visitors come at once and leave."""
    made = [Visitor(address, number) for number in range(visitors)]
    await asyncio.gather(*(visitor.live() for visitor in made))
    return made


def main() -> None:
    """Start a server, let two crowds visit it, print the figures."""
    from experiments.dashboard.launcher import free_port

    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen([sys.executable, "-m", "experiments.cli", "app", "--port", str(port), *sys.argv[1:]])
    try:
        time.sleep(8)
        asyncio.run(crowd(address, 1))
        print(f"memory with nobody there {memory_mb(server.pid):.0f} MB")
        for _ in range(2):
            trips = sorted(t for v in asyncio.run(crowd(address, VISITORS)) for t in v.trips)
            share = trips[int(0.95 * len(trips))]
            print(f"{VISITORS} visitors, {len(trips)} moves: median {1000 * statistics.median(trips):.0f} ms, "
                  f"95 % {1000 * share:.0f} ms, longest {1000 * trips[-1]:.0f} ms")  # fmt: skip
            print(f"memory after they left {memory_mb(server.pid):.0f} MB")
    finally:
        server.terminate()
        server.wait(20)


if __name__ == "__main__":
    main()
