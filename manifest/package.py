"""The package that is uploaded to Teams: a zip of manifest, icons and texts, flat.

The same input gives the same bytes on every machine, so that a changed package means a changed app.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from importlib import resources

from chat import catalogue
from manifest import teams
from manifest.teams import Offer

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest that a zip can name: files in here have no date of their own."""

_UNIX = 3
_READABLE = 0o100644 << 16


def files(manifest: Mapping[str, object], offer: Offer) -> dict[str, bytes]:
    """Everything in the package by name, the manifest first."""
    icons = resources.files("manifest.icons")
    return {
        "manifest.json": _json(manifest),
        **{
            name: icons.joinpath(name).read_bytes()
            for name in (teams.COLOUR_ICON, teams.OUTLINE_ICON)
        },
        **{
            teams.file_of(language): _json(teams.localisation(offer, language))
            for language in catalogue.LANGUAGES
        },
    }


def zipped(contents: Mapping[str, bytes]) -> bytes:
    """The files as a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in contents.items():
            entry = zipfile.ZipInfo(name, date_time=_EPOCH)
            entry.create_system = _UNIX
            entry.external_attr = _READABLE
            # Not compressed: compressors differ in their bytes, and these few files are small.
            archive.writestr(entry, content, compress_type=zipfile.ZIP_STORED)
    return packed.getvalue()


def _json(document: Mapping[str, object]) -> bytes:
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode()
