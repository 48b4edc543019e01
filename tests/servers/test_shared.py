"""The line to the Redis that servers share: a late answer ends nothing, an end is heard at once."""

import asyncio

from growthos_ui.web import shared
from growthos_ui.web.shared import Shared

LOOKS_EVERY_S = 0.01


async def test_whoever_answers_late_is_not_away_and_an_end_is_heard(monkeypatch):
    monkeypatch.setattr(shared, "LOOKS_EVERY_S", LOOKS_EVERY_S)
    asked, gone, there = asyncio.Queue(), asyncio.Event(), Shared()

    async def answer(reader, writer):
        while head := await reader.readline():
            words = [(await reader.readline(), await reader.readline())[1] for _ in range(int(head[1:]))]
            if words == [b"PING\r\n"]:
                asked.put_nowait(writer)
                await asyncio.sleep(5 * LOOKS_EVERY_S)  # late
            writer.write(b"+OK\r\n")

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    watching = asyncio.create_task(there.watch(f"redis://127.0.0.1:{port}?protocol=2", gone=gone.set))
    async with asyncio.timeout(20):
        lines = [await asked.get() for _ in range(4)]
        assert there.is_there
        assert not gone.is_set()
        assert len(set(lines)) == 1, "it is asked on over one line"
        lines[0].close()
        await gone.wait()
    assert not there.is_there
    watching.cancel()
    server.close()
