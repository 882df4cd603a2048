"""The share link: city, levers, kept plans, language, page and playhead as one short text in the address.

What comes back from an address is somebody else's input: sizes are limited and every lever goes through the plan's
own checks.
"""

from __future__ import annotations

import base64
import binascii
import json
import zlib
from typing import Any

LONGEST_LINK = 8000
LARGEST_CONTENT = 200_000


def packed(content: dict[str, Any]) -> str:
    """Return plain data as a text that an address can hold."""
    raw = json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
    return base64.urlsafe_b64encode(zlib.compress(raw, 9)).decode().rstrip("=")


def unpacked(text: str) -> dict[str, Any] | None:
    """Return what ``packed`` was given; ``None`` when the text is not one of ours."""
    if not text or len(text) > LONGEST_LINK:
        return None
    try:
        stream = zlib.decompressobj()
        raw = stream.decompress(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), LARGEST_CONTENT)
        content = json.loads(raw.decode())
    except (binascii.Error, zlib.error, ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None
