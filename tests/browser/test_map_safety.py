"""The map asks nothing of the network and runs nothing from the data."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.browser

INJECT = """() => new Promise((done) => {
  const seen = [];
  document.addEventListener("securitypolicyviolation", (event) => seen.push(event.effectiveDirective));
  const script = document.createElement("script");
  script.textContent = "window.injected = 1";
  document.body.append(script);
  const image = document.createElement("img");
  image.src = "https://example.invalid/lek.png";
  document.body.append(image);
  const host = document.createElement("div");
  host.innerHTML = "<img src=x onerror='window.injected = 2'>";
  document.body.append(host);
  fetch("https://example.invalid/lek").catch(() => seen.push("fetch"));
  setTimeout(() => done({ seen, injected: window.injected ?? null }), 400);
})"""


@pytest.mark.parametrize("profile", ["sample_release", "open_release", "toezicht_release", "two_theme_release"])
def test_opens_without_requests_or_messages(open_map, request, profile):
    opened = open_map(request.getfixturevalue(profile))
    for button in opened.page.locator("#lijst button.item").all()[:8]:
        button.click()
    opened.page.locator("#zoom-uit").click()
    opened.painted()
    assert opened.requests == [opened.url]
    assert opened.messages == []


def test_policy_blocks_injected_scripts_images_and_connections(open_map, sample_release):
    opened = open_map(sample_release)
    result = opened.page.evaluate(INJECT)
    assert result["injected"] is None
    assert {"script-src-elem", "img-src", "connect-src"} <= set(result["seen"])
    assert set(opened.failures.values()) == {"csp"}
    assert set(opened.requests) - set(opened.failures) == {opened.url}


def test_hostile_labels_are_shown_as_text(open_map, sample_release):
    opened = open_map(sample_release)
    hostile = [label for label in sample_release.locations["label"] if "<" in label or "{{" in label]
    assert len(hostile) >= 3
    for label in hostile:
        opened.page.locator("#zoek").fill(label)
        opened.page.locator("#zoek").press("Enter")
        opened.page.locator("#lijst button.item").first.click()
        assert opened.page.locator("#uitleg-titel").text_content() == label
    assert opened.page.locator("#app script, #app img").count() == 0
    assert opened.messages == []
