"""What is kept of an annotation: the mirror of sql/dashboard/826_annotations.sql."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Field, SQLModel


class Annotation(SQLModel, table=True):
    """A short note about a day, by whom and for whom."""

    __tablename__ = "annotations"
    __table_args__ = {"schema": "dashboard"}

    id: UUID = Field(primary_key=True)
    organization_id: UUID
    made_by: UUID
    made_by_name: str
    on_day: date
    text: str
    audience: str
    created_at: datetime
