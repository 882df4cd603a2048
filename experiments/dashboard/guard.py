"""The guard around Solara: same-origin sockets, security headers, a session limit, and a page fit for everyone.

Solara accepts foreign origins and blocks zooming; both are put right here, before anything reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS = (
    (b"content-security-policy", b"default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
     b"img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; form-action 'self'"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
)  # fmt: skip
FULL_HOUSE = """<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Full</title><body style="font-family:sans-serif;max-width:40em;margin:3em auto;padding:0 1em">
<h1>All places are taken</h1><p>Please try again in some minutes; your link keeps your scenario.</p>
<h1 lang="zh">名额已满</h1><p lang="zh">请几分钟后再试，链接会保留您的情景。</p>"""
LOST = """<div role="alert" class="pc-lost"><p><strong>The server does not answer.</strong> The page goes on by itself when it is back; your link keeps your scenario.</p>
<p lang="zh"><strong>服务器没有响应。</strong>恢复后页面会自动继续，链接会保留您的情景。</p>
<button type="button" onclick="location.reload()">Reload · <span lang="zh">重新加载</span></button></div>"""
RETURN = """<script>
(function () {
  var since = 0;
  setInterval(function () {
    if (!window.app || !app.wasConnected || app.connectionStatus === "connected") { since = 0; return; }
    since += 2;
    if (since < 6) { return; }
    fetch("readyz").then(function (answer) { if (answer.ok) { location.reload(); } }, function () {});
  }, 2000);
})();
</script>"""
_LOST = re.compile(rb"<v-progress-circular[^>]*>Server\s+disconnected\.</v-progress-circular>")
_BUSY = re.compile(rb"<v-progress-linear :style=[^>]*></v-progress-linear>")
_VIEWPORT = b"width=device-width, initial-scale=1, maximum-scale=1, user-scalable=no, minimal-ui"
_LARGEST_PAGE = 4_000_000


class Guard:
    """An ASGI application in front of another.

    Parameters
    ----------
    app : ASGI application
        What is guarded.
    most_sessions : int
        Open sockets beyond which new pages are refused.
    """

    def __init__(self, app: App, most_sessions: int = 60) -> None:
        """Keep the count of open sockets."""
        self._app, self._most, self._open = app, most_sessions, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let pass, refuse, or amend."""
        headers = dict(scope.get("headers", ()))
        if scope["type"] == "websocket":
            await self._socket(scope, receive, send, headers)
        elif scope["type"] == "http":
            path = scope["path"]
            if "text/html" in headers.get(b"accept", b"").decode("latin-1") and self._open >= self._most:
                await _page(send, 503, FULL_HOUSE.encode())
            elif b"modelid=" in scope["query_string"] or b"kernelid=" in scope["query_string"]:
                await _page(send, 302, b"", (b"location", b"./"))  # Solara's own doors to one widget or another session
            elif path.startswith("/resourcez"):
                await _page(send, 404, b"not found")
            else:
                await self._app(_amended_request(scope), receive, _Amended(send))
        else:
            await self._app(scope, receive, send)

    async def _socket(self, scope: Scope, receive: Receive, send: Send, headers: dict[bytes, bytes]) -> None:
        origin, host = headers.get(b"origin"), headers.get(b"host", b"").decode("latin-1")
        foreign = origin is not None and urlsplit(origin.decode("latin-1")).netloc != host
        if foreign or self._open >= self._most:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        self._open += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open -= 1


def _amended_request(scope: Scope) -> Scope:
    """Return the request without names a proxy may set; a page is asked for uncompressed, so that it can be amended."""
    unwanted = [b"script-name", b"x-script-name"]
    if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
        unwanted.append(b"accept-encoding")
    kept = [(k, v) for k, v in scope["headers"] if k not in unwanted]
    return {**scope, "headers": kept}


def _amended_page(body: bytes) -> bytes:
    """Return Solara's page with zooming allowed, a language, and its notices in words of both languages."""
    body = body.replace(_VIEWPORT, b"width=device-width, initial-scale=1").replace(b"<html>", b'<html lang="en">', 1)
    body = _BUSY.sub(b"", body)
    body = _LOST.sub(LOST.encode(), body)
    body = body.replace(b"</html>", RETURN.encode() + b"</html>", 1)
    return body.replace(b"<v-progress-linear ", b'<v-progress-linear aria-label="..." ')


async def _page(send: Send, status: int, body: bytes, *more: tuple[bytes, bytes]) -> None:
    kind = (b"content-type", b"text/html; charset=utf-8")
    await send({"type": "http.response.start", "status": status, "headers": [kind, *more, *HEADERS]})
    await send({"type": "http.response.body", "body": body})


class _Amended:
    """Passes a response on with our headers; an HTML page is held until whole, to allow zooming and name a language."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: MutableMapping[str, Any] | None = None
        self._body = b""

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ()), *HEADERS]}
            head = dict(message["headers"])
            if head.get(b"content-type", b"").startswith(b"text/html") and b"content-encoding" not in head:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body") and len(self._body) < _LARGEST_PAGE:
                return
            await self._finish(bool(message.get("more_body")))
            return
        await self._send(message)

    async def _finish(self, more: bool) -> None:
        assert self._start is not None
        body = _amended_page(self._body)
        headers = [(k, v) for k, v in self._start["headers"] if k != b"content-length"]
        if not more:
            headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**self._start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body, "more_body": more})
        self._start = None
