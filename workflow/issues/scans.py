"""How often a JPEG has its whole picture gone over: a small file may ask for it thousands of times.

Bounded before anything is decoded, for whoever decodes holds the lock of all photos, and of all who write.
"""

from __future__ import annotations

import re

MOST, WORK = 100, 600_000_000
"""Scans, and scans times pixels: a progressive photo of 48 megapixels has ten."""
MARKER = re.compile(rb"\xff([\x02-\xcf\xd9-\xfe])")
"""What begins a part (ITU-T T.81, B.1.1.3). A zero behind 0xFF is the picture's own; restarts have no length."""
SCAN, END = b"\xda", b"\xd9"


def is_endless(data: bytes, pixels: int) -> bool:
    """Whether it asks for more work than any photo does. What is no JPEG does not."""
    most = min(MOST, WORK // max(pixels, 1))
    return data.startswith(b"\xff\xd8") and scans(data, most) > most


def scans(data: bytes, most: int) -> int:
    """How many it has, counted to one beyond `most`."""
    found, place = 0, 2
    while found <= most and (marker := MARKER.search(data, place)) and marker[1] != END:
        found += marker[1] == SCAN
        place = marker.end() + int.from_bytes(data[marker.end() : marker.end() + 2])
    return found
