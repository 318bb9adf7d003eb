"""Each pathway can be looked at and read by whoever has signed in, as the pack has it."""

import hashlib
from base64 import b64encode
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helhet.record.pathways import names, table_of
from tests.ledger.cast import cast, member
from tests.web.signed import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> Client:
    return client_of(member(cast().clinic, "analyst"))


def test_every_pathway_is_in_the_gallery_by_its_area(reader: Client) -> None:
    page = reader.get("/pathways/").content.decode()

    for name in names():
        assert f'href="/pathways/{name}/"' in page
    assert page.index("Early help") < page.index("Treatment") < page.index("Justice")


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_a_pathway_is_told_whole(name: str, language: str) -> None:
    client = client_of(member(cast().clinic, "treatment-clinician"), language)

    answer = client.get(f"/pathways/{name}/")

    page = answer.content.decode()
    newest = table_of(name).newest
    assert answer.status_code == 200
    assert page.count("</h4>") == len(newest.clocks)
    assert page.count('class="event-head"') == len(newest.events)
    assert f'src="/pathways/{name}/{newest.edition}/picture.{language}.svg"' in page
    assert all(state.title.in_(language) in page for state in newest.states.values() if state.title)


def test_a_rule_says_its_limit_its_law_and_its_doubt(reader: Client) -> None:
    page = reader.get("/pathways/tsb/").content.decode()

    assert "Within 10 working days" in page
    assert "Patients&#x27; and users&#x27; rights act" in page or "§ 2-2" in page
    assert "uncertain rule" in page
    assert "switched off" in page


def test_an_edition_whose_first_day_nobody_found_says_so(reader: Client) -> None:
    page = reader.get("/pathways/tsb/").content.decode()

    first, then = table_of("tsb").editions
    assert (first.valid.verified, then.valid.verified) == (True, False)
    assert page.count("uncertain day") == 1


@pytest.mark.parametrize("language", ["en", "nb", "nn"])
def test_a_picture_lets_in_its_own_style_and_nothing_else(reader: Client, language: str) -> None:
    edition = table_of("tsb").newest.edition
    answer = reader.get(f"/pathways/tsb/{edition}/picture.{language}.svg")

    told = answer.content.decode()
    style = ElementTree.fromstring(told).findtext("{http://www.w3.org/2000/svg}style")  # noqa: S314 - our own drawing
    assert style is not None
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer["Content-Type"] == "image/svg+xml"
    assert f"'sha256-{digest}'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert "script" not in told


@pytest.mark.parametrize(
    "address",
    [
        "nothing/",
        "tsb/?edition=1900-01",
        "tsb/1900-01/picture.nb.svg",
        "nothing/1/picture.nb.svg",
        "tsb/2019-02/picture.sv.svg",
        "../../etc/passwd/",
    ],
)
def test_what_the_pack_does_not_have_is_not_found(reader: Client, address: str) -> None:
    assert reader.get(f"/pathways/{address}").status_code == 404


def test_a_pathway_asks_the_database_for_nothing_but_who_reads(reader: Client) -> None:
    costs = []
    for name in ("naloxone", "tsb"):
        with CaptureQueriesContext(connection) as queries:
            reader.get(f"/pathways/{name}/")
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6
