"""The organisation's logo: what is taken for one, who may show another, and how it is given to browsers."""

from __future__ import annotations

import struct
import zlib

import psycopg
import pytest
from httpx import ASGITransport, AsyncClient

from growthos_ui import db
from growthos_ui.errors import GrowthError
from growthos_ui.growth.logo import BYTES_MAX, check_picture
from growthos_ui.sign_in.store import SignIns
from growthos_ui.web import files
from state.actor import ActorState
from tests.database import sign_in
from tests.screens import open_screen, screens_on


def png(width=64, height=64):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def webp(kind=b"VP8X", size=b"\x3f\0\0\x3f\0\0"):
    heads = {
        b"VP8X": b"\0\0\0\0" + size,
        b"VP8L": b"\x2f" + (63 | 63 << 14).to_bytes(4, "little") + b"\0" * 5,
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + (64).to_bytes(2, "little") * 2,
    }
    body = b"WEBP" + kind + (10).to_bytes(4, "little") + heads[kind]
    return b"RIFF" + len(body).to_bytes(4, "little") + body


@pytest.mark.parametrize(
    "image", [png(), webp(), webp(b"VP8L"), webp(b"VP8 ")], ids=["png", "webp", "lossless", "lossy"]
)
def test_small_pictures_of_the_two_kinds_are_taken(image):
    check_picture(image)


@pytest.mark.parametrize(
    ("image", "why"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not such a picture"),
        (b"GIF89a" + b"\0" * 40, "not such a picture"),
        (b"\x89PNG\r\n\x1a\n<html>", "not such a picture"),
        (b"", "not such a picture"),
        (png(30_000, 30_000), "30,000 × 30,000 pixels"),
        (webp(size=b"\xff\xff\xff\0\0\0"), "16,777,216 × 1 pixels"),
        (png() + b"\0" * BYTES_MAX, "larger than 200 KB"),
    ],
    ids=["svg", "gif", "half a png", "nothing", "bomb", "wide", "large"],
)
def test_anything_else_is_refused_in_a_sentence(image, why):
    with pytest.raises(GrowthError, match=why):
        check_picture(image)


@pytest.fixture
async def ask(database):
    """`await ask("nadia", "PUT", png())` asks /files/logo behind the gate, which says who it is."""
    await db.open_(database.app_url)

    async def send(key, method="GET", content=None, **params):
        who = sign_in(database, key)

        async def known(scope, receive, answer):
            await files.app(SignIns())({**scope, "actor": who}, receive, answer)

        async with AsyncClient(transport=ASGITransport(known), base_url="http://localhost:8321") as client:
            return await client.request(method, files.LOGO, content=content, params=params)

    yield send
    await db.close()


@pytest.mark.parametrize("key", ["nadia", "sam"])
async def test_an_admin_shows_another_logo_and_everybody_there_sees_it(key, ask, database):
    image = png(32 + len(key))
    assert (await ask(key, "PUT", image)).status_code == 204
    with database.as_owner() as owner:
        digest = owner.execute("select digest from dashboard.logos where image = %s", [image]).fetchone()[0]
        told = owner.execute(
            "select description from public.admin_logs order by timestamp desc, id limit 1"
        ).fetchone()[0]
    assert told == "Showed another logo."
    for reader in ("maya", "marco", "vera"):
        answer = await ask(reader, v=digest)
        assert (answer.content, answer.headers["content-type"]) == (image, "image/png")
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert (await ask("otto", v=digest)).content != image


@pytest.mark.parametrize("key", ["enzo", "maya", "farah", "marco", "tara", "vera"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
async def test_nobody_else_may(key, method, ask, database):
    answer = await ask(key, method, png() if method == "PUT" else None)
    assert (answer.status_code, answer.text) == (403, "Your role may not change settings.")
    with database.acting_as(sign_in(database, key)) as connection, pytest.raises(psycopg.Error) as refused:
        connection.execute("select private.show_logo(%s)", [png()])
    assert refused.value.sqlstate in {"42501", "25006"}


async def test_a_logo_is_taken_away(ask):
    assert (await ask("nadia", "DELETE")).status_code == 204
    assert (await ask("maya")).status_code == 404
    assert (await ask("nadia", "PUT", png())).status_code == 204


async def test_a_file_that_is_none_is_refused_with_the_rule_and_the_logo_stays(ask):
    before = (await ask("nadia")).content
    answer = await ask("nadia", "PUT", b"<svg/>")
    assert answer.status_code == 422
    assert answer.text.endswith("A PNG or WebP picture of at most 200 KB, and at most 2,048 pixels wide and high.")
    assert (await ask("nadia", "PUT", b"\0" * (BYTES_MAX + 1))).status_code == 422
    assert (await ask("nadia")).content == before


async def test_without_a_logo_the_initials_stand_there(database):
    async with screens_on(database) as pipeline:
        tab = await open_screen(pipeline, database, "mallory", "/")
        assert tab.shown(ActorState, "logo").startswith("/files/logo?v=")
        with database.acting_as(sign_in(database, "mallory"), keep=True) as connection:
            connection.execute("select private.show_logo(null)")
        tab = await open_screen(pipeline, database, "otto", "/")
        assert tab.shown(ActorState, "logo") in {"", None}
        assert tab.shown(ActorState, "organisation_initials") == "LI"


@pytest.mark.parametrize(
    "image", [b"<svg/>", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 204_800], ids=["svg", "gif", "large"]
)
def test_the_database_itself_keeps_nothing_else(image, database):
    with database.as_owner() as owner, pytest.raises(psycopg.IntegrityError):
        owner.execute("update dashboard.logos set image = %s", [image])
