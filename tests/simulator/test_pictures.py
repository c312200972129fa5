"""Pictures: every link to one leads to one, so that a page looks right without the internet."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import requests

from tests.simulator.listener import Listener


def _images(answer: Any) -> list[dict[str, Any]]:
    if isinstance(answer, list):
        return [image for each in answer for image in _images(each)]
    if isinstance(answer, dict):
        return (answer.get("images") or []) + [image for each in answer.values() for image in _images(each)]
    return []


def test_every_picture_in_an_answer_is_there_in_the_size_it_claims(developer: Listener) -> None:
    paths = ("/me", "/me/tracks?limit=5", "/me/playlists?limit=9", "/me/shows?limit=2", "/me/audiobooks?limit=1")
    found = [image for path in paths for image in _images(developer.read(path))]
    found += _images(developer.read("/me/following?type=artist&limit=3"))
    assert len(found) > 30
    with requests.Session() as session:
        for image in found:
            answer = session.get(image["url"], timeout=10)
            assert answer.headers["Content-Type"].startswith("image/svg+xml")
            drawing = ElementTree.fromstring(answer.text)  # noqa: S314 (drawn by the code under test)
            assert image["width"] in (None, int(drawing.attrib["width"]))
            assert image["height"] in (None, int(drawing.attrib["height"]))


def test_covers_of_different_albums_differ(developer: Listener) -> None:
    items = developer.read("/me/albums?limit=10")["items"]
    urls = {item["album"]["images"][0]["url"] for item in items if item}
    assert len({requests.get(url, timeout=10).text for url in urls}) == len(urls) == 10


def test_other_addresses_hold_no_picture(developer: Listener) -> None:
    assert requests.get(f"{developer.spotify.url}/image/nothing", timeout=10).status_code == 404
