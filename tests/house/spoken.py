"""What the SQL says of each thing that it makes: the words right above it, or else those at the head of its file."""

import re
from dataclasses import dataclass
from pathlib import Path

import growthos_ui

SQL = Path(growthos_ui.__file__).parent / "sql"
_MADE = re.compile(
    r"((?:^--.*\n)*)^create (?:or replace )?(table|function|procedure|view) ((?:public|dashboard|private)\.\w+)",
    re.MULTILINE,
)
_TRIGGER = re.compile(
    r"((?:^--.*\n)*)^create (?:or replace )?(?:constraint )?trigger (\w+)\s[^;]*?\son ([\w.]+)", re.MULTILINE
)


@dataclass(frozen=True)
class Words:
    """Where a thing is made, and its purpose in a sentence."""

    folder: str
    purpose: str


def purposes() -> dict[str, Words]:
    """Return the words of each table, function and view, by `room.name`; of a trigger by `room.table.trigger`."""
    found: dict[str, Words] = {}
    for path in sorted(SQL.rglob("*.sql"), key=lambda path: path.name):
        text = path.read_text()
        head = _sentence(re.match(r"(?:--.*\n)*", text).group())
        folder = path.parent.name if path.parent != SQL else "all"
        for above, _, name in _MADE.findall(text):
            found.setdefault(name, Words(folder, _sentence(above) or head))
        for above, name, table in _TRIGGER.findall(text):
            if above:
                found[f"{table}.{name}"] = Words(folder, _sentence(above))
    return found


def _sentence(comment: str) -> str:
    """Return the first sentence of a comment, without marks, `Repeatable.` and `T12:`."""
    words = " ".join(line.removeprefix("--").strip() for line in comment.splitlines())
    words = re.sub(r"^Repeatable\. ", "", words.strip(" -"))
    words = re.sub(r"^(?:THE LAW|T\d+)(?:[:.,]) ", "", words)
    return re.split(r"(?<=[a-z0-9)”'])\. (?=[A-Z…])|:$", words + " ", maxsplit=1)[0].strip().rstrip(".")[:200]
