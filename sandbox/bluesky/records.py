"""The records and files of an account: create, read, list, delete, upload.

Sources: docs.bsky.app/docs/api/com-atproto-repo-create-record and its neighbours; what the
lexicons leave open is as the reference server does it.
"""

from __future__ import annotations

import re
from typing import Final

from aiohttp import web

from sandbox import pictures
from sandbox.bluesky import cid, drawing, errors, lexicon, tokens
from sandbox.bluesky.gate import UPLOADS, WRITES, Call, Method
from sandbox.bluesky.state import Account, Blob, Record, State
from sandbox.values import Json

_KEY: Final = re.compile(r"[A-Za-z0-9._:~-]{1,512}")
_COLLECTION: Final = re.compile(r"[a-z][a-zA-Z0-9-]*(?:\.[a-zA-Z][a-zA-Z0-9-]*){2,}")
_MOST_LISTED, _USUALLY_LISTED = 100, 50
_CREATE_POINTS, _DELETE_POINTS = 3, 1
_PLACE: Final = {"repo": True, "collection": True, "rkey": True}


class Records:
    """The records of all accounts."""

    def __init__(self, state: State) -> None:
        self._state = state

    def methods(self) -> dict[str, Method]:
        """Return the methods of this part."""
        return {
            "com.atproto.repo.createRecord": Method(
                action=self.create,
                verb="POST",
                scope=tokens.ACCESS,
                inputs={
                    "repo": True,
                    "collection": True,
                    "record": True,
                    "rkey": False,
                    "validate": False,
                    "swapCommit": False,
                },
                limits=WRITES,
                points=_CREATE_POINTS,
            ),
            "com.atproto.repo.deleteRecord": Method(
                action=self.delete,
                verb="POST",
                scope=tokens.ACCESS,
                inputs={**_PLACE, "swapRecord": False, "swapCommit": False},
                limits=WRITES,
                points=_DELETE_POINTS,
            ),
            "com.atproto.repo.uploadBlob": Method(
                action=self.upload,
                verb="POST",
                scope=tokens.ACCESS,
                takes_file=True,
                limits=UPLOADS,
            ),
            "com.atproto.repo.getRecord": Method(action=self.get, params=_PLACE),
            "com.atproto.repo.listRecords": Method(
                action=self.list, params={"repo": True, "collection": True}
            ),
            "com.atproto.sync.getBlob": Method(
                action=self.show_blob, params={"did": True, "cid": True}
            ),
        }

    async def create(self, call: Call) -> web.Response:
        """Make a record; a key that is taken makes no second one."""
        account, collection = self._writable(call)
        record = call.body["record"]
        if not isinstance(record, dict):
            raise errors.invalid("Input/record must be an object")
        key = self._key(call.body.get("rkey"), collection)
        self._check(account, collection, record)
        self._swap(account, call.body.get("swapCommit"))
        if (collection, key) in account.records:
            raise errors.record_exists()
        made = self._keep(account, collection, key, record)
        if collection == lexicon.POST:
            self._state.feed.add(drawing.post(self._state, account, key, made.uri, record))
        return web.json_response(
            {
                "uri": made.uri,
                "cid": made.cid,
                "commit": self._state.commit(account),
                "validationStatus": "valid" if collection == lexicon.POST else "unknown",
            }
        )

    async def delete(self, call: Call) -> web.Response:
        """Make sure that there is no such record; one that never was is no error."""
        account, collection = self._writable(call)
        key = self._key(call.body["rkey"], collection)
        self._swap(account, call.body.get("swapCommit"))
        found = account.records.get((collection, key))
        wanted = call.body.get("swapRecord")
        if wanted is not None and (found is None or found.cid != wanted):
            at = found.cid if found else "null"
            raise errors.invalid(f"Record was at {at}", "InvalidSwap")
        if found is None:
            return web.json_response({})
        del account.records[collection, key]
        post = self._state.feed.find("bluesky", found.uri)
        if post is not None:
            self._state.feed.remove(post)
        return web.json_response({"commit": self._state.commit(account)})

    async def get(self, call: Call) -> web.Response:
        """Return one record."""
        collection, key = call.params["collection"], call.params["rkey"]
        account = self._repo(call.params["repo"])
        found = account.records.get((collection, key))
        if found is None or call.params.get("cid", found.cid) != found.cid:
            uri = f"at://{account.did}/{collection}/{key}"
            raise errors.invalid(f"Could not locate record: {uri}", "RecordNotFound")
        return web.json_response(_shown(found))

    async def list(self, call: Call) -> web.Response:
        """Return the records of a collection, newest key first."""
        account, collection = self._repo(call.params["repo"]), call.params["collection"]
        limit = _limit(call.params.get("limit", str(_USUALLY_LISTED)))
        forwards = call.params.get("reverse") == "true"
        keys = sorted((k for c, k in account.records if c == collection), reverse=not forwards)
        after = call.params.get("cursor")
        if after:
            keys = [key for key in keys if (key > after if forwards else key < after)]
        chosen = keys[:limit]
        body: Json = {"records": [_shown(account.records[collection, key]) for key in chosen]}
        if chosen:
            body["cursor"] = chosen[-1]
        return web.json_response(body)

    async def upload(self, call: Call) -> web.Response:
        """Take a file; what it may be used for is looked at when a record names it."""
        account = call.owner()
        seen = pictures.look(call.data)
        blob = Blob(
            cid=cid.of_bytes(call.data),
            # What a file is counts, not what the app says it is.
            media_type=seen.media_type if seen else call.request.content_type,
            data=call.data,
        )
        account.blobs[blob.cid] = blob
        return web.json_response(
            {
                "blob": {
                    "$type": "blob",
                    "ref": {"$link": blob.cid},
                    "mimeType": blob.media_type,
                    "size": len(blob.data),
                }
            }
        )

    async def show_blob(self, call: Call) -> web.Response:
        """Return a file."""
        account = self._state.find(call.params["did"])
        blob = account.blobs.get(call.params["cid"]) if account is not None else None
        if blob is None:
            raise errors.invalid("Blob not found", "BlobNotFound")
        return web.Response(
            body=blob.data,
            content_type=blob.media_type,
            headers={
                "X-Content-Type-Options": "nosniff",
                "Content-Security-Policy": "default-src 'none'; sandbox",
            },
        )

    # ------------------------------------------------------------------------------------------

    def _repo(self, who: str) -> Account:
        account = self._state.find(who)
        if account is None:
            raise errors.invalid(f"Could not find repo: {who}", "RepoNotFound")
        return account

    def _writable(self, call: Call) -> tuple[Account, str]:
        """Return the caller's own account and the collection. Raises XrpcError."""
        repo, collection = call.body["repo"], call.body["collection"]
        if not isinstance(repo, str) or not repo:
            raise errors.invalid("Input/repo must be a valid did or a handle")
        if not isinstance(collection, str) or not _COLLECTION.fullmatch(collection):
            raise errors.invalid("Input/collection must be a valid nsid")
        account = self._repo(repo)
        if account is not call.owner():
            raise errors.unauthenticated()
        return account, collection

    def _key(self, given: object, collection: str) -> str:
        if given is None:
            return self._state.fresh_key()
        if not isinstance(given, str) or not _KEY.fullmatch(given) or given in {".", ".."}:
            raise errors.invalid("Input/rkey must be a valid Record Key")
        if collection == lexicon.POST and not cid.is_tid(given):
            self._state.core.complain(f"Bluesky: {given} is no TID, so nobody is shown the post")
        return given

    def _check(self, account: Account, collection: str, record: Json) -> None:
        kind = record.setdefault("$type", collection)
        if kind != collection:
            raise errors.invalid(f"Invalid $type: expected {collection}, got {kind}")
        try:
            files = lexicon.check_post(record) if collection == lexicon.POST else []
            cid.encoded(record)
        except (lexicon.Wrong, ValueError) as wrong:
            raise errors.invalid(f"Invalid {collection} record: {wrong}") from wrong
        for file in files:
            _check_file(account, file)

    def _swap(self, account: Account, wanted: object) -> None:
        if wanted is not None and wanted != account.commit:
            raise errors.invalid(f"Commit was at {account.commit}", "InvalidSwap")

    def _keep(self, account: Account, collection: str, key: str, record: Json) -> Record:
        made = Record(
            uri=f"at://{account.did}/{collection}/{key}",
            cid=cid.of_record(record),
            value=record,
            at=self._state.core.clock.now(),
        )
        account.records[collection, key] = made
        return made


def _check_file(account: Account, file: lexicon.File) -> None:
    blob = account.blobs.get(file.cid)
    if blob is None:
        raise errors.invalid(f"Could not find blob: {file.cid}", "BlobNotFound")
    size = len(blob.data)
    if size > file.most_bytes:
        told = (
            f"This file is too large. It is {size} B but the maximum size is {file.most_bytes} B."
        )
        raise errors.invalid(told, "BlobTooLarge")
    if file.media_type != blob.media_type:
        told = "Referenced Mimetype does not match stored blob."
        told += f" Expected: {blob.media_type}, Got: {file.media_type}"
        raise errors.invalid(told, "InvalidMimeType")
    if not blob.media_type.startswith("image/"):
        told = f"Wrong type of file. It is {blob.media_type} but it must match image/*."
        raise errors.invalid(told, "InvalidMimeType")
    if file.size != size:
        told = "Referenced Size does not match stored blob."
        raise errors.invalid(f"{told} Expected: {size}, Got: {file.size}", "InvalidSize")


def _shown(record: Record) -> Json:
    return {"uri": record.uri, "cid": record.cid, "value": record.value}


def _limit(text: str) -> int:
    if not text.isdigit():
        raise errors.invalid("Error: Params/limit must be an integer")
    limit = int(text)
    if limit < 1:
        raise errors.invalid("Error: Params/limit can not be less than 1")
    if limit > _MOST_LISTED:
        raise errors.invalid(f"Error: Params/limit can not be greater than {_MOST_LISTED}")
    return limit
