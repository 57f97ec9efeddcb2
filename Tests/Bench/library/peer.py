"""The list of images as one would write it with FastAPI, over the same rows, with the same fields.

/images goes through SQLAlchemy and a response model, /raw through nothing but sqlite3 and json.

DB=/path/pixazo.db uvicorn peer:app
"""

import base64
import json
import os
import signal
import sqlite3
import threading
from datetime import datetime, timezone
from uuid import UUID

from fastapi import Depends, FastAPI, Response
from pydantic import BaseModel
from sqlalchemy import BigInteger, LargeBinary, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

# Who starts us blocks signals, and we would never hear that we are to end.
signal.pthread_sigmask(signal.SIG_SETMASK, [])

engine = create_engine("sqlite:///" + os.environ["DB"], connect_args={"check_same_thread": False})
sessions = sessionmaker(engine, expire_on_commit=False)


class Table(DeclarativeBase):
    pass


class Image(Table):
    __tablename__ = "images"
    number: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary)
    workspace_id: Mapped[bytes] = mapped_column(LargeBinary)
    generation_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    position: Mapped[int]
    title: Mapped[str]
    alt: Mapped[str]
    prompt: Mapped[str | None]
    negative_prompt: Mapped[str | None]
    recipe: Mapped[str | None]
    model: Mapped[str | None]
    provider: Mapped[str | None]
    width: Mapped[int]
    height: Mapped[int]
    format: Mapped[str]
    bytes: Mapped[int]
    sha256: Mapped[bytes] = mapped_column(LargeBinary)
    seed: Mapped[int | None] = mapped_column(BigInteger)
    favorite: Mapped[int]
    rating: Mapped[int]
    tags: Mapped[str]
    albums: Mapped[str]
    source: Mapped[str]
    parent_image_id: Mapped[bytes | None] = mapped_column(LargeBinary)
    placeholder: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[int] = mapped_column(BigInteger)
    updated_at: Mapped[int] = mapped_column(BigInteger)
    deleted_at: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int]


class Shown(BaseModel):
    id: UUID
    workspaceId: UUID
    generationId: UUID | None
    index: int
    title: str
    alt: str
    prompt: str | None
    negativePrompt: str | None
    recipe: dict | None
    model: str | None
    provider: str | None
    width: int
    height: int
    format: str
    bytes: int
    sha256: str
    seed: int | None
    favorite: bool
    rating: int
    tags: list[str]
    albumIds: list[str]
    source: str
    parentImageId: UUID | None
    placeholder: str
    thumbnailUrl: str
    fileUrl: str
    createdAt: datetime
    updatedAt: datetime
    deletedAt: datetime | None
    version: int


class Page(BaseModel):
    items: list[Shown]
    nextCursor: str | None


def moment(milliseconds):
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, timezone.utc)


def uuid(blob):
    return None if blob is None else UUID(bytes=blob)


def shown(image):
    address = f"/api/v1/images/{UUID(bytes=image.id)}"
    return Shown(
        id=uuid(image.id), workspaceId=uuid(image.workspace_id), generationId=uuid(image.generation_id),
        index=image.position, title=image.title, alt=image.alt, prompt=image.prompt,
        negativePrompt=image.negative_prompt, recipe=json.loads(image.recipe) if image.recipe else None,
        model=image.model, provider=image.provider, width=image.width, height=image.height, format=image.format,
        bytes=image.bytes, sha256=image.sha256.hex(), seed=image.seed, favorite=bool(image.favorite),
        rating=image.rating, tags=json.loads(image.tags), albumIds=json.loads(image.albums), source=image.source,
        parentImageId=uuid(image.parent_image_id), placeholder=base64.b64encode(image.placeholder).decode(),
        thumbnailUrl=address + "/thumbnail", fileUrl=address + "/file", createdAt=moment(image.created_at),
        updatedAt=moment(image.updated_at), deletedAt=moment(image.deleted_at), version=image.version)


app = FastAPI()


def session():
    with sessions() as session:
        yield session


@app.get("/images", response_model=Page)
def images(start: int, end: int, session: Session = Depends(session)):
    query = select(Image).where(Image.number >= start, Image.number < end, Image.deleted_at.is_(None))
    rows = session.scalars(query.order_by(Image.number.desc()).limit(60)).all()
    return Page(items=[shown(row) for row in rows], nextCursor=str(rows[-1].number) if rows else None)


local = threading.local()
columns = [column.key for column in Image.__table__.columns]


def address(blob):
    return None if blob is None else str(UUID(bytes=blob))


def when(milliseconds):
    return None if milliseconds is None else moment(milliseconds).isoformat()


def plain(row):
    image = dict(zip(columns, row))
    name = address(image["id"])
    return {
        "id": name, "workspaceId": address(image["workspace_id"]), "generationId": address(image["generation_id"]),
        "index": image["position"], "title": image["title"], "alt": image["alt"], "prompt": image["prompt"],
        "negativePrompt": image["negative_prompt"],
        "recipe": json.loads(image["recipe"]) if image["recipe"] else None, "model": image["model"],
        "provider": image["provider"], "width": image["width"], "height": image["height"], "format": image["format"],
        "bytes": image["bytes"], "sha256": image["sha256"].hex(), "seed": image["seed"],
        "favorite": bool(image["favorite"]), "rating": image["rating"], "tags": json.loads(image["tags"]),
        "albumIds": json.loads(image["albums"]), "source": image["source"],
        "parentImageId": address(image["parent_image_id"]),
        "placeholder": base64.b64encode(image["placeholder"]).decode(),
        "thumbnailUrl": f"/api/v1/images/{name}/thumbnail", "fileUrl": f"/api/v1/images/{name}/file",
        "createdAt": when(image["created_at"]), "updatedAt": when(image["updated_at"]),
        "deletedAt": when(image["deleted_at"]), "version": image["version"]}


@app.get("/raw")
async def raw(start: int, end: int):
    connection = getattr(local, "connection", None)
    if connection is None:
        connection = local.connection = sqlite3.connect(os.environ["DB"])
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM images WHERE number >= ? AND number < ? AND deleted_at IS NULL"
        " ORDER BY number DESC LIMIT 60", (start, end)).fetchall()
    body = {"items": [plain(row) for row in rows], "nextCursor": str(rows[-1][0]) if rows else None}
    return Response(json.dumps(body), media_type="application/json")
