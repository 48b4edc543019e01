"""Paper read back: the words of a PDF, and amounts as people write them."""

from __future__ import annotations

import io

from pypdf import PdfReader

from growthos_ui import db
from growthos_ui.db.engine import make_engine
from growthos_ui.finance import paper
from tests.database import sign_in


def pages_of(body):
    """Return the text of each page, every run of blanks one blank."""
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(body)).pages]


def text_of(body):
    return " ".join(pages_of(body))


async def handed(database, key, kind, *of):
    """Return a document as somebody asks for it, in a transaction of their own."""
    engine = make_engine(database.app_url)
    try:
        async with db.acting_as(sign_in(database, key), engine=engine) as tx:
            return await getattr(paper, kind)(tx, *of)
    finally:
        await engine.dispose()


def in_words(milli, places, currency=""):
    """Return an amount by counting its digits: `1,250.500`, with a minus where it is below nothing."""
    whole, part = divmod(abs(milli), 1000)
    digits = f"{part:03}"[:places]
    sign = "\u2212" if milli < 0 else ""
    return f"{currency} " * bool(currency) + sign + f"{whole:,}" + ("." + digits if places else "")
