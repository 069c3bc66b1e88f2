"""Pictures of content by the address they came from. Must not know what they are used for."""

from __future__ import annotations

from sqlmodel import col, select

from content_store.inserts import insert_once
from content_store.tables.pictures import PictureRow
from content_store.unit import Unit
from programme.values import Picture


async def find(u: Unit, url: str) -> Picture | None:
    """The picture that was fetched from this address."""
    found = await u.session.exec(select(PictureRow).where(col(PictureRow.url) == url))
    row = found.one_or_none()
    if row is None:
        return None
    return Picture(media_type=row.media_type, width=row.width, height=row.height, body=row.body)


async def is_kept(u: Unit, url: str) -> bool:
    """Whether a picture was fetched from this address; it is not read."""
    found = await u.session.exec(select(col(PictureRow.id)).where(col(PictureRow.url) == url))
    return found.one_or_none() is not None


async def keep(u: Unit, url: str, picture: Picture) -> None:
    """Keep a picture; the one that was kept first stays."""
    await insert_once(
        u,
        PictureRow(
            workspace_id=u.workspace or 0,
            url=url,
            media_type=picture.media_type,
            width=picture.width,
            height=picture.height,
            body=picture.body,
            fetched_at=u.now,
        ),
    )
