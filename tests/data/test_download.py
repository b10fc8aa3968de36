"""A download comes whole and in time, or an error says what became of it."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler

import pytest

from rnngrade.data import download as module
from rnngrade.data.download import download
from rnngrade.data.interface import DataError

Serve = Callable[..., str]
CONTENT = bytes(range(256)) * 1000


def test_what_is_served_comes_whole_and_progress_is_told(serve: Serve) -> None:
    told: list[tuple[int, int | None]] = []
    assert download(serve(CONTENT), lambda *came: told.append(came)) == CONTENT
    assert told[0] == (0, len(CONTENT))
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert [came for came, _ in told] == sorted({came for came, _ in told})


def test_a_server_that_says_no_length_is_served_as_well(serve: Serve) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.end_headers()
        request.wfile.write(CONTENT)

    told: list[tuple[int, int | None]] = []
    assert download(serve(answer=answer), lambda *came: told.append(came)) == CONTENT
    assert told[-1] == (len(CONTENT), None)


def refused(url: str, **limits: float) -> str:
    with pytest.raises(DataError) as caught:
        download(url, **limits)
    assert url in str(caught.value)
    return str(caught.value)


def test_a_download_that_is_cut_short_says_how_much_has_come(serve: Serve) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "256000")
        request.end_headers()
        request.wfile.write(CONTENT[:1000])

    assert "broke off after 1000 of 256000 bytes" in refused(serve(answer=answer))


def test_a_page_that_is_not_there_says_so(serve: Serve) -> None:
    assert "404 Not Found" in refused(serve(answer=lambda request: request.send_error(404)))


def test_a_server_that_hangs_is_left(serve: Serve) -> None:
    began = time.monotonic()
    url = serve(answer=lambda request: time.sleep(1))
    assert "sent nothing for 0.1 s" in refused(url, silence=0.1)
    assert time.monotonic() - began < 1


def test_a_server_that_drips_is_left(serve: Serve) -> None:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "256000")
        request.end_headers()
        for _ in range(20):
            request.wfile.write(b"x")
            time.sleep(0.05)

    assert "took too long" in refused(serve(answer=answer), seconds=0.2)


@pytest.mark.parametrize("declared", [True, False])
def test_what_is_larger_than_any_data_set_is_not_taken(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, declared: bool
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 2**16)

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        if declared:
            request.send_header("Content-Length", str(len(CONTENT)))
        request.end_headers()
        request.wfile.write(CONTENT)

    assert "is larger than" in refused(serve(answer=answer))


def test_what_is_no_http_breaks_off(serve: Serve) -> None:
    url = serve(answer=lambda request: request.wfile.write(b"SSH-2.0-OpenSSH\r\n"))
    assert "broke off" in refused(url)


def test_a_port_where_no_one_listens_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert "cannot be reached" in refused(f"http://127.0.0.1:{port}/data.zip")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/data.zip", "data.zip", ""])
def test_only_addresses_of_the_web_are_asked(url: str) -> None:
    assert "should begin with https://" in refused(url)


@pytest.mark.parametrize("url", ["http://", "http://[", "http://host:port/x", "http://a b/"])
def test_an_address_that_is_none_cannot_be_reached(url: str) -> None:
    assert "cannot be reached" in refused(url)
