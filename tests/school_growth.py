"""The stores and ad accounts of the small school: its own, and one of each learner, with a day of figures."""

from uuid import UUID

import psycopg

from tests.cast import School
from tests.school_ground import row_id, run

# An envelope of the cipher, as the database wants one; no key opens it.
SEALED = b"\x01\x01" + bytes(28)


def add_accounts(connection: psycopg.Connection, school: School, key: str, student_id: UUID | None) -> None:
    """Connect a store and an ad account, of the learner or, without one, of the school; each has sold and spent for a day."""
    numbers = {"store": row_id(school, f"store {key}"), "ads": row_id(school, f"ads {key}")}
    account = f"act_{row_id(school, key).int % 10**12}"
    values = {"student": student_id, "shop": f"{key}-{school.slug}.myshopify.com", "account": account, "sealed": SEALED}
    for statement in (_STORE, _ADS, _SALES, _SPENT):
        run(connection, school, statement, **values, **numbers)


_STORE = """insert into public.integrations (id, organization_id, student_id, source, external_id, credentials, key_version, connected_by)
    values (%(store)s, %(org)s, %(student)s, 'shopify', %(shop)s, %(sealed)s, 1, %(head)s)"""
_ADS = """insert into public.integrations (id, organization_id, student_id, source, external_id, credentials, key_version, connected_by)
    values (%(ads)s, %(org)s, %(student)s, 'meta_ads', %(account)s, %(sealed)s, 1, %(head)s)"""
_SALES = """insert into public.shopify_metrics
    (organization_id, integration_id, shop_domain, sync_date, currency, total_orders, revenue, gross_sales, refunds_total)
    values (%(org)s, %(store)s, %(shop)s, '2026-02-10', 'USD', 4, 180, 200, 20)"""
_SPENT = """insert into public.meta_ads_metrics
    (organization_id, integration_id, level, campaign_id, date, currency, impressions, clicks, spend, conversions, conversion_value)
    values (%(org)s, %(ads)s, 'campaign', '1', '2026-02-10', 'USD', 10000, 150, 300, 12, 900)"""
