"""What the student's code printed, bounded."""

from __future__ import annotations


class Output:
    """Keeps the first bytes of a stream, and counts the rest."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._dropped = 0

    def add(self, data: bytes) -> None:
        """Take in what was printed next."""
        room = self._limit - len(self._kept)
        self._kept += data[:room]
        self._dropped += len(data) - len(data[:room])

    def text(self) -> str:
        """Return what was kept, and how much was not."""
        text = self._kept.decode("utf-8", "replace")
        if not self._dropped:
            return text
        line_break = "" if text.endswith("\n") or not text else "\n"
        return f"{text}{line_break}… ({self._dropped} more bytes dropped)\n"
