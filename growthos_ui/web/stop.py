"""POST /stop/<run>: stop the question of a card that is being asked.

Over HTTP and not as an event: the events of a tab wait for one another, and this one must not wait for the question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from growthos_ui.db.running import running

if TYPE_CHECKING:
    from starlette.requests import Request

    from growthos_ui.auth.actor import Actor

PREFIX = "/stop/"


def app() -> Starlette:
    """Return the route below /stop/. The gate in front of it puts the actor into the scope."""
    return Starlette(routes=[Route(f"{PREFIX}{{run}}", _answer, methods=["POST"])])


async def _answer(request: Request) -> Response:
    """Stop it if it is the same sign-in's; the answer is the same for any other name, and says nothing of it."""
    actor: Actor = request.scope["actor"]
    await running.stop(request.path_params["run"][:64], actor.sign_in_id)
    return Response(status_code=204)
