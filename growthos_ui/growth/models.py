"""Settings and switches of an organisation, its connected accounts, and what they sold and spent.

Mirrors of the tables for select(): the tables, their keys and their defaults are made in sql/growth.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, BigInteger, Column, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class CompanySettings(SQLModel, table=True):
    """One row per organisation: branding, currency, and the settings below."""

    __tablename__ = "company_settings"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    company_name: str
    logo_url: str | None
    primary_color: str | None
    secondary_color: str | None
    default_currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    settings: dict[str, Any] = Field(sa_type=JSONB)
    updated_by: UUID | None
    created_at: datetime
    updated_at: datetime


class FeatureFlag(SQLModel, table=True):
    """Switches per organisation; private.known_flags() says what holds without a row."""

    __tablename__ = "feature_flags"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    flag_name: str
    is_enabled: bool
    description: str | None
    reason: str | None
    updated_by: UUID | None
    created_at: datetime
    updated_at: datetime


class Integration(SQLModel, table=True):
    """Connected accounts; `credentials` is ciphertext that no role reads. No student: the organisation's own."""

    __tablename__ = "integrations"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    student_id: UUID | None
    user_id: UUID | None
    mentor_id: UUID | None
    source: str
    external_id: str
    external_name: str | None
    credentials: bytes
    key_version: int
    scopes: list[str] = Field(sa_type=ARRAY(Text))
    status: str
    connected_by: UUID | None
    connected_at: datetime
    last_sync_at: datetime | None
    last_sync_status: str | None
    last_error: str | None
    next_sync_at: datetime | None
    created_at: datetime
    updated_at: datetime


class ShopifyMetric(SQLModel, table=True):
    """Sales by store and day. `revenue` is net; `conversion_rate` is None where sessions are unknown."""

    __tablename__ = "shopify_metrics"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    integration_id: UUID
    student_id: UUID | None
    user_id: UUID | None
    mentor_id: UUID | None
    shop_domain: str
    sync_date: date
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    total_orders: int
    revenue: Decimal = Field(max_digits=15, decimal_places=3)
    revenue_milli: int = Field(sa_type=BigInteger)
    gross_sales: Decimal = Field(max_digits=15, decimal_places=3)
    refunds_total: Decimal = Field(max_digits=15, decimal_places=3)
    discounts_total: Decimal = Field(max_digits=15, decimal_places=3)
    sessions: int | None
    conversion_rate: Decimal | None = Field(max_digits=7, decimal_places=4)
    new_customers: int | None
    returning_customers: int | None
    top_products: list[dict[str, Any]] = Field(sa_type=JSONB)
    synced_at: datetime
    created_at: datetime
    updated_at: datetime


class MetaAdsMetric(SQLModel, table=True):
    """Advertising by campaign, set or ad and day; ratios are taken of sums, never stored."""

    __tablename__ = "meta_ads_metrics"
    __table_args__ = {"schema": "public"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    integration_id: UUID
    student_id: UUID | None
    user_id: UUID | None
    mentor_id: UUID | None
    level: str
    campaign_id: str
    adset_id: str | None
    ad_id: str | None
    campaign_name: str | None
    adset_name: str | None
    ad_name: str | None
    objective: str | None
    effective_status: str | None
    date: date
    currency: str = Field(sa_column=Column(CHAR(3), nullable=False))
    impressions: int
    clicks: int
    reach: int | None
    spend: Decimal = Field(max_digits=15, decimal_places=3)
    spend_milli: int = Field(sa_type=BigInteger)
    conversions: Decimal = Field(max_digits=12, decimal_places=2)
    conversion_value: Decimal = Field(max_digits=15, decimal_places=3)
    conversion_value_milli: int = Field(sa_type=BigInteger)
    reported_roas: Decimal | None = Field(max_digits=10, decimal_places=4)
    synced_at: datetime
    created_at: datetime
    updated_at: datetime


class Logo(SQLModel, table=True):
    """The picture beside an organisation's name: PNG or WebP, at most 200 KB."""

    __tablename__ = "logos"
    __table_args__ = {"schema": "dashboard"}

    organization_id: UUID = Field(primary_key=True)
    image: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    media_type: str
    digest: str
    updated_at: datetime
