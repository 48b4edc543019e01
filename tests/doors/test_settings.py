"""A missing or bad setting is one sentence that names it."""

import pytest

from growthos_ui import settings
from growthos_ui.errors import GrowthError

GOOD = {
    "DATABASE_URL": "postgresql://growthos_app:secret@db/growthos",
    "DATABASE_SIGN_IN_URL": "postgresql://growthos_sign_in:secret@db/growthos",
    "PUBLIC_URL": "https://dashboard.example.org",
    "SECRET": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture
def read(monkeypatch):
    """Read the settings from exactly these variables."""

    def read_from(**variables):
        for name in settings.Settings.model_fields:
            monkeypatch.delenv(name.upper(), raising=False)
            monkeypatch.delenv(f"{name.upper()}_FILE", raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        settings.settings.cache_clear()
        return settings.settings()

    yield read_from
    settings.settings.cache_clear()


def test_four_variables_are_enough(read):
    kept = read(**GOOD)
    assert kept.database_url == GOOD["DATABASE_URL"]
    assert (kept.sign_in_idle_hours, kept.sign_in_hours, kept.host, kept.trusted_proxy_hops) == (8, 12, "127.0.0.1", 0)


@pytest.mark.parametrize("name", sorted(GOOD))
def test_a_missing_one_is_named(read, name):
    with pytest.raises(GrowthError, match=rf"^{name} is not set\.$"):
        read(**{key: value for key, value in GOOD.items() if key != name})


@pytest.mark.parametrize("name", sorted(GOOD))
def test_an_empty_one_is_a_missing_one(read, name):
    with pytest.raises(GrowthError, match=rf"^{name} is not set\.$"):
        read(**GOOD | {name: ""})


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("DATABASE_URL", "mysql://db/growthos", "must begin with postgresql://"),
        ("SECRET", "short", "at least 32"),
        ("PUBLIC_URL", "http://dashboard.example.org", "must begin with https://"),
        ("PUBLIC_URL", "dashboard.example.org", "must be an address"),
        ("PUBLIC_URL", "https://dashboard.example.org/app", "must hold no path"),
        ("PORT", "many", "valid integer"),
        ("PORT", "70000", "65535"),
        ("TRUSTED_PROXY_HOPS", "-1", "greater than or equal to 0"),
        ("REDIS_URL", "http://redis.internal", "redis://"),
        ("REDIS_URL", "redis://redis.internal:6379/0", "must hold a password"),
    ],
)
def test_a_bad_one_is_named_with_the_reason(read, name, value, reason):
    with pytest.raises(GrowthError, match=rf"^{name} is not usable: .*{reason}"):
        read(**GOOD | {name: value})


def test_no_value_is_repeated_in_a_refusal_or_shown_in_a_print(read):
    with pytest.raises(GrowthError) as refusal:
        read(**GOOD | {"SECRET": "my-own-word"})
    assert "my-own-word" not in refusal.value.words()
    shown = repr(read(**GOOD))
    assert GOOD["SECRET"] not in shown
    assert ":secret@" not in shown


@pytest.mark.parametrize("address", ["http://localhost:8321", "http://127.0.0.1:8321", "http://[::1]:8321"])
def test_on_this_machine_http_is_enough_and_every_spelling_may_open_a_socket(read, address):
    assert read(**GOOD | {"PUBLIC_URL": address}).origins == [
        "http://localhost:8321",
        "http://127.0.0.1:8321",
        "http://[::1]:8321",
    ]


def test_elsewhere_only_the_public_origin_may_open_a_socket(read):
    assert read(**GOOD).origins == ["https://dashboard.example.org"]


def test_a_secret_may_come_from_a_file(read, tmp_path):
    file = tmp_path / "secret"
    file.write_text(GOOD["SECRET"] + "\n")
    rest = {key: value for key, value in GOOD.items() if key != "SECRET"}
    assert read(**rest, SECRET_FILE=str(file)).secret == GOOD["SECRET"]
    with pytest.raises(GrowthError, match="SECRET and SECRET_FILE are both set"):
        read(**GOOD, SECRET_FILE=str(file))
    with pytest.raises(GrowthError, match="nowhere"):
        read(**rest, SECRET_FILE=str(tmp_path / "nowhere"))


def test_a_serving_process_does_not_know_the_owner():
    assert "database_owner_url" not in settings.Settings.model_fields


def test_a_mail_server_and_the_address_that_mails_come_from_are_set_together(read):
    assert read(**GOOD).smtp_url is None
    both = {"SMTP_URL": "smtp://user:word@mail.example:587", "MAIL_FROM": "billing@school.example"}
    assert "word" not in repr(read(**GOOD, **both))
    for name, value in both.items():
        with pytest.raises(GrowthError, match=r"^MAIL_FROM is not usable: it goes with SMTP_URL"):
            read(**GOOD, **{name: value})
    with pytest.raises(GrowthError, match=r"^SMTP_URL is not usable"):
        read(**GOOD, **both | {"SMTP_URL": "https://mail.example"})
    with pytest.raises(GrowthError, match=r"^MAIL_FROM is not usable"):
        read(**GOOD, **both | {"MAIL_FROM": "Billing <billing@school.example>"})
