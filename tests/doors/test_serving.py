"""One build serves on any port, and a port that cannot be had is one sentence."""

import asyncio
import socket
import subprocess
import sys

import pytest

from growthos_ui import serve
from growthos_ui.bootstrap.environment import ROOT
from growthos_ui.errors import GrowthError

BUILT = "PING:`http://localhost:8321/ping`,EVENT:`ws://localhost:8321/_event`"


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_port_in_use_is_named(taken_port):
    with pytest.raises(GrowthError, match=f"^Port {taken_port} on 127.0.0.1 is in use by another program.$"):
        serve.require_free("127.0.0.1", taken_port)


def test_the_demo_says_so_before_it_touches_anything(taken_port, tmp_path):
    words = [
        sys.executable,
        "-m",
        "growthos_ui",
        "demo",
        "--port",
        str(taken_port),
        "--data-dir",
        str(tmp_path / "data"),
    ]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        f"Port {taken_port} on 127.0.0.1 is in use by another program. Choose another one with --port.\n"
    )
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("origin", "told"),
    [
        ("http://localhost:9000", "PING:`http://localhost:9000/ping`,EVENT:`ws://localhost:9000/_event`"),
        ("http://127.0.0.1:9000", "PING:`http://localhost:9000/ping`,EVENT:`ws://localhost:9000/_event`"),
        ("https://growth.example", "PING:`https://growth.example/ping`,EVENT:`wss://growth.example/_event`"),
        (
            "https://growth.example:8443",
            "PING:`https://growth.example:8443/ping`,EVENT:`wss://growth.example:8443/_event`",
        ),
    ],
)
def test_the_browser_is_told_the_address_it_came_to(origin, told):
    assert serve._with_origin(BUILT, origin) == told


def answered(status, tmp_path, monkeypatch, *, body=b"what was built"):
    """Return what a client gets for the file of addresses when the app inside answers so."""
    sent = []

    async def inside(_scope, _receive, send):
        headers = [(b"content-length", b"14"), (b"content-encoding", b"gzip"), (b"x-frame-options", b"DENY")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    async def send(message):
        sent.append(message)

    addressed = serve._Addressed(inside, "http://localhost:9000")
    monkeypatch.setenv(serve.front.SERVED_FROM, str(tmp_path))
    assets = serve.front.client() / "assets"
    assets.mkdir(parents=True)
    (assets / "reflex-env-1.js").write_text("ws://localhost:8321")
    asyncio.run(addressed({"type": "http", "path": "/assets/reflex-env-1.js"}, None, send))
    return dict(sent[0]["headers"]), b"".join(message.get("body", b"") for message in sent)


def test_the_file_of_addresses_is_answered_whole_and_keeps_its_guards(tmp_path, monkeypatch):
    headers, body = answered(200, tmp_path, monkeypatch)
    assert body == b"ws://localhost:9000"
    assert headers == {b"content-length": b"19", b"x-frame-options": b"DENY"}


def test_a_refusal_of_the_gate_stays_a_refusal(tmp_path, monkeypatch):
    assert answered(303, tmp_path, monkeypatch)[1] == b"what was built"
