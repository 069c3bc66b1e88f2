"""The package for Teams: what is in it, and that it is always the same."""

from __future__ import annotations

import io
import json
import zipfile

from PIL import Image

from bot.teams.offer import OFFER
from chat import catalogue
from manifest import package, teams
from tests.helpers import manifests


def unpacked(packed: bytes) -> dict[str, bytes]:
    """The files of a zip by name."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def whole() -> bytes:
    return package.zipped(package.files(manifests.built(), OFFER))


def test_the_same_app_is_the_same_bytes() -> None:
    """Packing again changes nothing, not even a date."""
    assert whole() == whole()
    with zipfile.ZipFile(io.BytesIO(whole())) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_change_shows() -> None:
    """Another version is another package."""
    newer = package.files(manifests.built(version="1.2.4"), OFFER)

    assert package.zipped(newer) != whole()


def test_it_holds_what_the_manifest_names_and_nothing_else() -> None:
    """Every file that is named is at the top of the zip, and no other."""
    files = unpacked(whole())
    document = json.loads(files["manifest.json"])
    languages = document["localizationInfo"]
    named = {
        *document["icons"].values(),
        languages["defaultLanguageFile"],
        *(more["file"] for more in languages["additionalLanguages"]),
    }

    assert set(files) == named | {"manifest.json"}
    assert not [name for name in files if "/" in name]


def test_its_files_are_what_was_built() -> None:
    """The manifest and each language's texts read back as they were, in plain UTF-8."""
    files = unpacked(whole())

    assert json.loads(files["manifest.json"]) == manifests.built()
    for language in catalogue.LANGUAGES:
        content = files[teams.file_of(language)]
        assert json.loads(content) == teams.localisation(OFFER, language)
        assert not content.startswith(b"\xef\xbb\xbf")


def test_its_icons_have_the_sizes_that_teams_asks_for() -> None:
    """192 pixels in colour, 32 in outline, both PNG."""
    files = unpacked(whole())
    for name, size in ((teams.COLOUR_ICON, 192), (teams.OUTLINE_ICON, 32)):
        with Image.open(io.BytesIO(files[name])) as icon:
            assert (icon.format, icon.size) == ("PNG", (size, size))
