"""Data that tries to reach out does not: a server here hears nothing. Elements of folium work or say why not."""

from __future__ import annotations

import dataclasses
import socketserver
import threading

import folium
import pytest

from geo_risico.core.errors import OutputError
from geo_risico.maps import draw_map

pytestmark = pytest.mark.browser

VECTORS = (
    "<img src={url}>",
    "<script src={url}></script>",
    "<script>fetch('{url}')</script>",
    "<iframe src={url}></iframe>",
    "<meta http-equiv=refresh content='0;url={url}'>",
    "<link rel=preconnect href={url}>",
    "<link rel=dns-prefetch href={url}>",
    "<style>@import '{url}'</style>",
    "<svg onload=fetch('{url}')>",
    "<object data={url}></object>",
    "{{{{ 7 * 7 }}}}</script><img src={url} onerror=fetch('{url}')>",
)


@pytest.fixture
def listening():
    """Address of a server that keeps every connection."""
    connections = []

    class Keep(socketserver.BaseRequestHandler):
        def handle(self):
            connections.append(self.client_address)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Keep) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/lek", connections
        server.shutdown()


def test_eleven_vectors_in_the_data_reach_nothing(chromium, tmp_path, sample_release, listening):
    url, connections = listening
    texts = [vector.format(url=url) for vector in VECTORS]
    frame = sample_release.locations.copy()
    frame["label"] = [texts[i % len(texts)] for i in range(len(frame))]
    frame["gemeente"] = texts[3]
    meta = dataclasses.replace(sample_release.meta, title=texts[4], doel=texts[0], notices=tuple(texts))
    hostile = dataclasses.replace(sample_release, locations=frame, meta=meta)
    path = tmp_path / "kaart.html"
    path.write_text(draw_map(hostile).get_root().render(), encoding="utf-8")
    requests = []
    context = chromium.new_context()
    page = context.new_page()
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    for button in page.locator("#lijst button.item").all()[: len(texts)]:
        button.click()
    page.locator("[data-opens=bronnen]").click()
    page.wait_for_timeout(400)
    context.close()
    assert requests == [path.as_uri()]
    assert connections == []


def test_the_server_of_this_test_does_hear_a_connection(chromium, listening):
    url, connections = listening
    page = chromium.new_page()
    page.set_content(f"<img src='{url}'>")
    page.wait_for_timeout(400)
    page.close()
    assert len(connections) >= 1


def test_markers_and_shapes_of_folium_stand_on_the_map(chromium, tmp_path, sample_release):
    drawn = draw_map(sample_release)
    folium.Marker([52.3, 5.8], tooltip="Hier").add_to(drawn)
    folium.CircleMarker([52.31, 5.81], radius=9).add_to(drawn)
    line = {"type": "LineString", "coordinates": [[5.8, 52.3], [5.9, 52.31]]}
    folium.GeoJson({"type": "Feature", "geometry": line, "properties": {}}).add_to(drawn)
    path = tmp_path / "kaart.html"
    path.write_text(drawn.get_root().render(), encoding="utf-8")
    context = chromium.new_context(offline=True)
    page, messages, requests = context.new_page(), [], []
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.wait_for_selector(".leaflet-marker-pane .map-pin", state="attached")
    page.wait_for_function("() => document.querySelectorAll('.leaflet-overlay-pane path').length === 2")
    context.close()
    assert (messages, requests) == ([], [path.as_uri()])


@pytest.mark.parametrize(
    ("element", "words"),
    [
        (folium.TileLayer("OpenStreetMap"), "TileLayer: haalt kaartbeelden van internet"),
        (folium.Marker([52.3, 5.8], popup="Hier"), "Popup: heeft jQuery nodig"),
        (folium.Marker([52.3, 5.8], icon=folium.Icon(color="red")), "Icon: haalt een lettertype van internet"),
        (folium.RegularPolygonMarker([52.3, 5.8]), "RegularPolygonMarker: haalt https"),
    ],
)
def test_what_would_load_something_is_refused_in_dutch(sample_release, element, words):
    drawn = draw_map(sample_release)
    element.add_to(drawn)
    with pytest.raises(OutputError, match=words):
        drawn.get_root().render()
