"""One pool of connections per process, signed in as a role that may do nothing by itself."""

from __future__ import annotations

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from growthos_ui.db.scope import ScopedCompiler

_engine: AsyncEngine | None = None

# The work of one screen is a few statements of milliseconds: a small pool serves hundreds of
# people, and a statement that takes longer than this is a defect to be seen, not waited for.
POOL_SIZE = 8
STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 2_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000


def driver_url(url: str) -> str:
    """Return a libpq address as SQLAlchemy wants it: `postgresql+psycopg://…`."""
    scheme, separator, rest = url.partition("://")
    if scheme not in {"postgres", "postgresql", "postgresql+psycopg"} or not separator:
        raise ValueError("DATABASE_URL must begin with postgresql://")
    return f"postgresql+psycopg://{rest}"


def make_engine(url: str, *, behind_pooler: bool = False, pool_size: int = POOL_SIZE) -> AsyncEngine:
    """Return an engine for the app's login role; behind a pooler nothing is prepared."""
    options = (
        f"-c statement_timeout={STATEMENT_TIMEOUT_MS} -c lock_timeout={LOCK_TIMEOUT_MS}"
        f" -c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS} -c timezone=UTC -c jit=off"
        # A plan kept for a prepared statement has to guess how common a searched word is: measured 10 s for 40 ms.
        " -c plan_cache_mode=force_custom_plan"
        # Many people ask at once: a second core for one question is taken from another one, and starting it takes 10 ms.
        " -c max_parallel_workers_per_gather=0"
    )
    connect = {"prepare_threshold": None} if behind_pooler else {"options": options, "prepare_threshold": 3}
    made = create_async_engine(
        driver_url(url), pool_size=pool_size, max_overflow=pool_size, pool_recycle=1800, connect_args=connect
    )
    made.dialect.statement_compiler = ScopedCompiler
    return made


async def open_(url: str, *, behind_pooler: bool = False) -> None:
    """Open the pool of this process; called once, by the process that serves."""
    global _engine  # noqa: PLW0603 - one pool a process is the point
    await close()
    _engine = make_engine(url, behind_pooler=behind_pooler)


async def close() -> None:
    """Close the pool of this process, if it is open."""
    global _engine  # noqa: PLW0603
    if _engine is not None:
        await _engine.dispose()
        _engine = None


def engine() -> AsyncEngine:
    """Return the pool of this process."""
    if _engine is None:
        raise RuntimeError("the database pool is not open")
    return _engine
