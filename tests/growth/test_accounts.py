"""Connected accounts keep sealed secrets and known hosts; figures are of the account's learner, and of one level."""

import pytest
from psycopg import errors

from tests.cast import ALICE, MAYA, NADIA, NORTHGATE
from tests.database import Database, sign_in
from tests.school_ground import row_id
from tests.school_growth import SEALED

ACCOUNT = {"source": "shopify", "external_id": "another.myshopify.com", "credentials": SEALED, "key_version": 1}
REFUSED = {
    "a secret in the clear": {"credentials": b"shpat_0123456789abcdef0123456789abcdef"},
    "an envelope of nothing": {"credentials": b"\x01\x01"},
    "an envelope of another key": {"key_version": 2},
    "a store elsewhere": {"external_id": "shop.example"},
    "an address instead of a store": {"external_id": "127.0.0.1"},
    "an ad account by another name": {"source": "meta_ads", "external_id": "12345"},
    "the same account twice": {"external_id": "own-northgate.myshopify.com"},
}


def connect(owner, **given):
    values = {"org": NORTHGATE.id, "by": NADIA.id} | ACCOUNT | given
    owner.execute(
        """insert into public.integrations (organization_id, source, external_id, credentials, key_version, connected_by)
           values (%(org)s, %(source)s, %(external_id)s, %(credentials)s, %(key_version)s, %(by)s)""",
        values,
    )


def test_a_sealed_account_is_kept(database: Database) -> None:
    with database.as_owner() as owner:
        connect(owner)
        owner.rollback()


@pytest.mark.parametrize("name", REFUSED)
def test_an_account_that_is_not_sealed_or_known_is_refused(name: str, database: Database) -> None:
    with database.as_owner() as owner, pytest.raises((errors.CheckViolation, errors.UniqueViolation)):
        connect(owner, **REFUSED[name])


@pytest.mark.parametrize("table", ["integrations", "success_sessions"])
def test_nobody_selects_a_sealed_secret(table: str, database: Database) -> None:
    column = {"integrations": "credentials", "success_sessions": "passcode"}[table]
    with database.acting_as(sign_in(database, NADIA)) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"select {column} from public.{table}")


def test_figures_are_of_the_learner_whose_account_it_is(database: Database) -> None:
    whose = "select student_id, user_id, mentor_id from public.{} where integration_id = %s"
    for table, account in (("shopify_metrics", "store"), ("meta_ads_metrics", "ads")):
        with database.as_owner() as owner:
            own, learners = (
                owner.execute(whose.format(table), [row_id(NORTHGATE, f"{account} {key}")]).fetchone()
                for key in ("own", "alice")
            )
        assert own == (None, None, None)
        assert learners == (ALICE.student_id, ALICE.id, MAYA.id)


def test_a_level_names_what_it_is_of_and_nothing_below(database: Database) -> None:
    for level, adset, ad in (("campaign", "1", None), ("adset", None, None), ("ad", "1", None), ("adset", "1", "1")):
        with database.as_owner() as owner, pytest.raises(errors.CheckViolation):
            owner.execute(
                """insert into public.meta_ads_metrics (organization_id, integration_id, level, campaign_id, adset_id, ad_id, date,
                                                        currency, impressions, clicks, spend)
                   values (%s, %s, %s, '2', %s, %s, '2026-02-10', 'USD', 1, 1, 1)""",
                [NORTHGATE.id, row_id(NORTHGATE, "ads own"), level, adset, ad],
            )
