"""Every event passes here first: who sends it, may they, and is it what the handler declares. The default is no."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from functools import cache
from typing import TYPE_CHECKING, Any, NotRequired, TypeVar, get_type_hints

from pydantic import ConfigDict, TypeAdapter, ValidationError
from reflex.app import App
from reflex.middleware import Middleware
from reflex.state import BaseState, StateUpdate
from reflex.utils import token_manager
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.event.processor.base_state_processor import chain_updates
from reflex_base.registry import RegisteredEventHandler, RegistrationContext
from reflex_base.utils.form import FORM_DATA_ENTRIES_KEY
from typing_extensions import TypedDict

from growthos_ui.auth import tokens
from growthos_ui.auth.actor import Actor
from growthos_ui.auth.denied import DENIED
from growthos_ui.auth.permissions import Permission
from growthos_ui.errors import SignInOver
from growthos_ui.web.assemble import perimeter
from growthos_ui.web.sockets import actor_of_socket, code_for

if TYPE_CHECKING:
    from growthos_ui.sign_in.store import SignIns
    from growthos_ui.web.sockets import OpenSockets

log = logging.getLogger(__name__)

Handler = TypeVar("Handler", bound=Callable[..., Any])
Needed = Permission | Callable[[type[BaseState]], Permission]

TEXT_LENGTH_MAX = 20_000
UNAVAILABLE = "The database does not answer. Nothing was changed; please try again in a moment."
_PAIR = 2
_NEEDS = "__growthos_needs__"
_ARGUMENTS = ConfigDict(extra="forbid", str_max_length=TEXT_LENGTH_MAX)
_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)

# What Reflex's own page code sends, with the shape of each. Nothing else of the framework is let
# through: above all not `setvar`, which exists on every state and calls any setter by name.
_ROOT = "reflex___state____state"
_LOAD = f"{_ROOT}.reflex___state____on_load_internal_state"
_FRAMEWORK: dict[str, dict[str, Any]] = {
    f"{_ROOT}.hydrate": {},
    f"{_ROOT}.hydrate_and_load": {
        "vars": NotRequired[dict[str, str] | None],
        "hashes": NotRequired[list[str] | None],
    },
    f"{_LOAD}.on_load_internal": {},
    f"{_LOAD}.set_is_hydrated": {"value": bool},
    f"{_ROOT}.reflex___state____update_vars_internal_state.update_vars_internal": {"vars": dict[str, str]},
    f"{_ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception": {
        "info": str,
        "component_stack": str,
    },
}


def needs(*permissions: Needed) -> Callable[[Handler], Handler]:
    """Declare, under `@rx.event`, every permission that sending this event takes.

    A function of the state's class stands for a permission in mixins: `@needs(lambda cls: cls.listing.read)`.
    """
    if not permissions:
        raise TypeError("needs() takes at least one permission; a first page is PEOPLE_HOME_READ")

    def declare(handler: Handler) -> Handler:
        setattr(handler, _NEEDS, permissions)
        return handler

    return declare


def actor() -> Actor:
    """Return the person who acts in this event; raise SignInOver where there is none."""
    acting = _acting.get()
    if acting is None:
        raise SignInOver
    return acting


class Guard(Middleware):
    """Runs before every event: from a browser, chained, background or pushed."""

    def __init__(self, sign_ins: SignIns | None = None, sockets: OpenSockets | None = None) -> None:
        self._sign_ins = sign_ins or perimeter.sign_ins
        self._sockets = sockets or perimeter.sockets
        _keep_new_tabs_bound()

    async def preprocess(self, app: App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        """Let the event through by returning None; anything else ends it before its handler runs."""
        _acting.set(None)
        token = EventContext.get().token
        try:
            acting = await self._sign_ins.by_token(token)
            if event.router_data and event.name not in _FRAMEWORK:
                await self._sign_ins.touch(acting.sign_in_id)
        except SignInOver as error:
            self._sockets.close_tab(token, code_for(error))
            return _refused(event, "the sign-in is over")
        except Exception:
            log.exception("an event could not be checked")
            await _tell(state, UNAVAILABLE)
            return _refused(event, "it could not be checked")
        return await self._decide(state, event, acting)

    async def _decide(self, state: BaseState, event: Event, acting: Actor) -> StateUpdate | None:
        registered = RegistrationContext.get().event_handlers.get(event.name)
        if registered is None:
            return _refused(event, "it is unknown", acting)
        if event.name not in _FRAMEWORK:
            needed = needed_by(registered)
            if needed is None:
                return _refused(event, "it is not declared", acting)
            missing = [each for each in needed if not acting.may(each)]
            if missing:
                await _tell(state, DENIED[missing[0]])
                await self._write_down(acting, missing[0])
                return _refused(event, f"{missing[0]} is missing", acting)
        if not _takes(event, registered):
            return _refused(event, "its arguments are wrong", acting)
        _acting.set(acting)
        return None

    async def _write_down(self, acting: Actor, missing: Permission) -> None:
        """Write the refusal into the audit; it stands whether or not that succeeds."""
        try:
            await self._sign_ins.note_refusal(acting.sign_in_id, of=missing.noun, sentence=DENIED[missing])
        except Exception:
            log.exception("a refusal could not be written down")


def needed_by(registered: RegisteredEventHandler) -> tuple[Permission, ...] | None:
    """Return what a handler declared, or None when it declared nothing and nobody may call it."""
    declared: tuple[Needed, ...] | None = getattr(registered.handler.fn, _NEEDS, None)
    if declared is None:
        return None
    owner = registered.states[0]
    return tuple(each if isinstance(each, Permission) else each(owner) for each in declared)


def undeclared_handlers() -> list[str]:
    """Return the names of our handlers that say not what they need, or not of what type an argument is."""
    return sorted(_undeclared())


def check_declared() -> None:
    """Refuse to start while a handler could be called by nobody, or with anything."""
    if bad := undeclared_handlers():
        raise RuntimeError("Each event handler says what it needs, under @rx.event:\n" + "\n".join(bad))


def _undeclared() -> Iterator[str]:
    for name, registered in RegistrationContext.get().event_handlers.items():
        if _is_of_reflex(registered):
            continue
        if needed_by(registered) is None:
            yield f"{name}: no @needs"
            continue
        try:
            _adapter(name, registered.handler.fn)
        except (NameError, TypeError) as error:
            yield f"{name}: {error}"


def _is_of_reflex(registered: RegisteredEventHandler) -> bool:
    function = inspect.unwrap(getattr(registered.handler.fn, "func", registered.handler.fn))
    return str(function.__module__).startswith(("reflex.", "reflex_"))


def _takes(event: Event, registered: RegisteredEventHandler) -> bool:
    """Check the arguments against the handler's annotations, which Reflex only tries to follow, and convert them."""
    plain = {name: _without_wrapping(value) for name, value in event.payload.items()}
    try:
        given = _adapter(event.name, registered.handler.fn).validate_python(plain)
    except ValidationError:
        return False
    event.payload.clear()
    event.payload.update(given)
    return True


def _without_wrapping(value: Any) -> Any:
    """Return a form's fields as a dict: browsers send them as pairs under a key of Reflex's own, the last of a name counts."""
    if not isinstance(value, dict) or set(value) != {FORM_DATA_ENTRIES_KEY}:
        return value
    pairs = value[FORM_DATA_ENTRIES_KEY]
    is_form = isinstance(pairs, list) and all(
        isinstance(pair, list) and len(pair) == _PAIR and isinstance(pair[0], str) for pair in pairs
    )
    return dict(pairs) if is_form else value


@cache
def _adapter(name: str, function: Callable[..., Any]) -> TypeAdapter[dict[str, Any]]:
    shape = _FRAMEWORK[name] if name in _FRAMEWORK else _shape(function)
    arguments = TypedDict("arguments", shape)  # type: ignore[operator, misc]
    arguments.__pydantic_config__ = _ARGUMENTS
    return TypeAdapter(arguments)


def _shape(function: Callable[..., Any]) -> dict[str, Any]:
    hints = get_type_hints(function)
    shape = {}
    for name, parameter in list(inspect.signature(function).parameters.items())[1:]:
        if name not in hints or hints[name] is Any:
            raise TypeError(f"the argument {name} has no type")
        optional = parameter.default is not inspect.Parameter.empty
        shape[name] = NotRequired[hints[name]] if optional else hints[name]
    return shape


async def _tell(state: BaseState, sentence: str) -> None:
    """Show the tab why nothing happened; the refused handler has no part in it."""
    from state.actor import ActorState

    shown = await state.get_state(ActorState)
    shown.refusal = sentence
    await chain_updates(None, handler_name="guard", root_state=state._get_root_state())  # noqa: SLF001


def _refused(event: Event, why: str, acting: Actor | None = None) -> StateUpdate:
    log.warning("event refused: %.120r because %s; sign_in=%s", event.name, why, acting and acting.sign_in_id)
    return StateUpdate()


def _keep_new_tabs_bound() -> None:
    """Give a duplicated tab a token of its sign-in: Reflex's own would name a tree outside every sign-in.

    The one private name of Reflex that is replaced. Should it move, such tabs are refused, not let in.
    """
    plain = token_manager._get_new_token  # noqa: SLF001
    if getattr(plain, "keeps_bound", False):
        return

    def new_token() -> str:
        owner = actor_of_socket.get()
        if owner is None:
            return str(plain())
        return tokens.new_tab(sign_in_id=owner.sign_in_id, epoch=owner.epoch).written()

    new_token.keeps_bound = True  # type: ignore[attr-defined]
    token_manager._get_new_token = new_token  # noqa: SLF001
