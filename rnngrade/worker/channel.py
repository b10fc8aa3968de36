"""The grader's ends of one worker: sends and receives under a deadline, and has it killed."""

from __future__ import annotations

import contextlib
import math
import os
import re
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from rnngrade.worker.child.records import ENDED, KILL, STARTED, WHERE, Ended, Ends, Started
from rnngrade.worker.interface import BadReply, Frame
from rnngrade.worker.output import Output
from rnngrade.worker.protocol import Reply, ReplyReader

CHUNK_BYTES = 2**18
CPU_LOOK_SECONDS = 0.1
"""Between two looks at the CPU time of a training."""
SETTLE_SECONDS = 5.0
"""How long a supervisor may take to kill and report; then it is killed itself."""
WHERE_SECONDS = 0.2
"""How long a payload may take to write where it is."""
MAX_WHERE_BYTES = 2**16
MAX_WHERE_FRAMES = 100
WHERE_FRAME = re.compile(rb'File "<submission>", line (\d{1,9}) in ([^\n]{1,200})')
WHERE_END = re.compile(rb'File "<string>", line \d+ in <module>\n|\n  \.\.\.\n')
"""The outermost frame, which is the zygote's; or the mark of a stack that is cut."""
NEWEST_FIRST = b"(most recent call first)"


class Late(Exception):
    """The deadline passed before the reply was whole."""


class Gone(Exception):
    """The worker ended before its reply was whole."""


class Channel:
    """Sockets and pipes to one worker. For one thread at a time."""

    def __init__(self, output_bytes: int, reply_bytes: int) -> None:
        self.output = Output(output_bytes)
        self._reply_bytes = reply_bytes
        self._status_bytes = bytearray()
        self._output_open = True
        self._payload_clock: int | None = None
        self._began = time.monotonic()
        self._requests, channel = socket.socketpair()
        self._status, status = socket.socketpair()
        self._output, output = os.pipe()
        self._where, where = os.pipe()
        self._child_sockets = (channel, status)
        self._child_pipes = (output, where)
        self._requests.setblocking(False)
        self._status.setblocking(False)
        os.set_blocking(self._output, False)
        os.set_blocking(self._where, False)
        os.set_blocking(where, False)  # the child writes there in a signal handler

    @contextlib.contextmanager
    def child_ends(self, scratch: Path) -> Iterator[Ends]:
        """Give the descriptors to hand to the child; this process's copies are closed after.

        Only then is their end seen when the child ends.
        """
        folder = os.open(scratch, os.O_RDONLY | os.O_DIRECTORY)
        channel, status = self._child_sockets
        try:
            yield Ends(channel.fileno(), status.fileno(), *self._child_pipes, folder)
        finally:
            channel.close()
            status.close()
            for descriptor in (*self._child_pipes, folder):
                os.close(descriptor)

    def talk(self, frame: bytes, deadline: float, cpu_limit: float = math.inf) -> Reply:
        """Send a frame, and return the reply; keep what is printed meanwhile.

        Raises ``BadReply``, ``Gone``, or ``Late`` once ``time.monotonic()`` passes ``deadline``, or
        ``cpu_seconds()`` passes ``cpu_limit``.
        """
        if frame and self._spoke_unasked():
            raise BadReply("your code's process sent something without being asked")
        unsent = memoryview(frame)
        reader = ReplyReader(self._reply_bytes)
        while reader.missing():
            ready = self._wait(deadline, writing=bool(unsent), cpu_limit=cpu_limit)
            self._take_output()
            if ready.get(self._requests.fileno(), 0) & ~select.POLLOUT:
                self._receive(reader)
            elif self._requests.fileno() in ready:
                unsent = unsent[self._send(unsent) :]
            elif self._status.fileno() in ready and self._read_status():
                raise Gone
        self.drain_output()
        return reader.reply()

    def cpu_seconds(self) -> float:
        """Return the CPU seconds that the payload has used, as the kernel counts them.

        Wall seconds since the beginning where no kernel says so, which is everywhere but on Linux.
        """
        if sys.platform != "linux":
            return time.monotonic() - self._began
        if self._payload_clock is None and self._read_started():
            # The clock of another process (clock_getcpuclockid(3) in Linux's own encoding).
            payload = Started(*STARTED.unpack_from(self._status_bytes)).payload
            self._payload_clock = (~payload << 3) | 2
        try:
            return time.clock_gettime(self._payload_clock) if self._payload_clock else 0.0
        except OSError:
            return 0.0

    def drain_output(self) -> None:
        """Keep what has been printed; not for ever, where something goes on printing."""
        for _ in range(16):
            if not self._take_output():
                return

    def ended(self) -> bool:
        """Return whether the worker has ended by itself."""
        return self._read_status()

    def where(self) -> list[Frame]:
        """Return where the payload says that its student code is, outermost first."""
        with contextlib.suppress(OSError):
            self._status.send(WHERE)
        return self._read_where(time.monotonic() + WHERE_SECONDS)

    def where_left(self) -> list[Frame]:
        """Return what the payload last wrote on where it is, as when it crashed."""
        return self._read_where(time.monotonic())

    def _read_where(self, deadline: float) -> list[Frame]:
        poll = select.poll()
        poll.register(self._where, select.POLLIN)
        written = b""
        while not WHERE_END.search(written) and len(written) < MAX_WHERE_BYTES:
            left = max(0.0, deadline - time.monotonic())
            try:
                piece = os.read(self._where, MAX_WHERE_BYTES) if poll.poll(left * 1000) else b""
            except BlockingIOError:  # A student who opened the pipe too was faster.
                piece = b""
            if not piece:
                break
            written += piece
        found = WHERE_FRAME.findall(written.rpartition(NEWEST_FIRST)[2])[:MAX_WHERE_FRAMES]
        return [Frame(int(line), name.decode("utf-8", "replace")) for line, name in found][::-1]

    def kill(self) -> Ended | None:
        """Have the worker and all that it started killed; return how it ended, if that is known."""
        with contextlib.suppress(OSError):
            self._status.send(KILL)
        ended = self.settle()
        if ended is None:
            self._kill_supervisor()
        return ended

    def settle(self) -> Ended | None:
        """Wait for the supervisor's last record, reading output; None if there is none."""
        deadline = time.monotonic() + SETTLE_SECONDS
        with contextlib.suppress(Late):
            while not self._read_status():
                self._wait(deadline, writing=False, replies=False)
                self._take_output()
        self.drain_output()
        record = self._status_bytes[STARTED.size :]
        return Ended(*ENDED.unpack(record)) if len(record) == ENDED.size else None

    def close(self) -> None:
        """Close this process's ends."""
        self._requests.close()
        self._status.close()
        os.close(self._output)
        os.close(self._where)

    def _wait(
        self, deadline: float, *, writing: bool, replies: bool = True, cpu_limit: float = math.inf
    ) -> dict[int, int]:
        """Return what can be read or written, by descriptor. Raises ``Late``."""
        left = deadline - time.monotonic()
        if cpu_limit < math.inf:
            if self.cpu_seconds() > cpu_limit:
                raise Late
            left = min(left, CPU_LOOK_SECONDS)
        if left <= 0:
            raise Late
        poll = select.poll()
        if self._output_open:
            poll.register(self._output, select.POLLIN)
        poll.register(self._status, select.POLLIN)
        if replies:
            events = select.POLLIN | (select.POLLOUT if writing else 0)
            poll.register(self._requests, events)
        return dict(poll.poll(left * 1000))

    def _send(self, data: memoryview) -> int:
        try:
            return self._requests.send(data[:CHUNK_BYTES])
        except BlockingIOError:
            return 0
        except OSError:
            raise Gone from None

    def _receive(self, reader: ReplyReader) -> None:
        try:
            data = self._requests.recv(min(reader.missing(), CHUNK_BYTES))
        except OSError:
            data = b""
        if not data:
            raise Gone
        reader.feed(data)

    def _spoke_unasked(self) -> bool:
        try:
            return bool(self._requests.recv(1, socket.MSG_PEEK))
        except OSError:
            return False

    def _take_output(self) -> bool:
        """Read once from what is printed. Returns whether there was anything."""
        try:
            data = os.read(self._output, CHUNK_BYTES)
        except BlockingIOError:
            return False
        self.output.add(data)
        self._output_open = bool(data)
        return self._output_open

    def _read_status(self) -> bool:
        """Read the supervisor's records. Returns whether there will be no more."""
        whole = STARTED.size + ENDED.size
        while len(self._status_bytes) < whole:
            try:
                data = self._status.recv(whole)
            except BlockingIOError:
                return False
            except OSError:
                return True
            if not data:
                return True
            self._status_bytes += data
        return True

    def _read_started(self) -> bool:
        """Return whether the supervisor's first record is there."""
        self._read_status()
        return len(self._status_bytes) >= STARTED.size

    def _kill_supervisor(self) -> None:
        """Kill a supervisor that does not answer: its death brings the payload's with it."""
        if len(self._status_bytes) < STARTED.size:
            return
        started = Started(*STARTED.unpack_from(self._status_bytes))
        with contextlib.suppress(OSError):
            os.killpg(started.payload, signal.SIGKILL)
        with contextlib.suppress(OSError):
            os.kill(started.supervisor, signal.SIGKILL)
