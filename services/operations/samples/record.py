"""A sample's row: what all meters of a data folder said at one minute."""

from __future__ import annotations

from sqlalchemy import BigInteger, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from services.database.database import Base


class SampleRecord(Base):
    """``at`` is the minute in Unix seconds. ``place`` is the data folder (`services.jobs.place`): several servers may
    share a database. ``series`` is JSON, compressed.
    """

    __tablename__ = "samples"

    place: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    series: Mapped[bytes] = mapped_column(LargeBinary)
