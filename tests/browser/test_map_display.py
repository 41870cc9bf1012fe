"""Light, dark and the colours of the classes, as somebody sets them on a device."""

import pytest

ROOT = "document.documentElement"


def _open_settings(opened):
    opened.page.locator("[data-opens=weergave]:visible").first.click()


def _ground(opened):
    return opened.page.evaluate(f"getComputedStyle({ROOT}).getPropertyValue('--ground').trim()")


def test_dark_is_chosen_kept_and_follows_the_device_again(open_map, sample_release):
    opened = open_map(sample_release, color_scheme="light")
    assert _ground(opened) == "#ffffff"
    _open_settings(opened)
    opened.page.locator("#licht-donker").check()
    assert _ground(opened) == "#161d24"
    opened.page.locator("#weergave .close").click()
    opened.reopen()
    assert _ground(opened) == "#161d24"
    _open_settings(opened)
    assert opened.page.locator("#licht-donker").is_checked()
    opened.page.locator("#licht-apparaat").check()
    assert _ground(opened) == "#ffffff"
    opened.page.emulate_media(color_scheme="dark")
    opened.page.wait_for_function(f"() => {ROOT}.dataset.mode === 'donker'")
    assert opened.messages == []


def test_other_class_colours_reach_legend_and_map(open_map, sample_release):
    opened = open_map(sample_release)
    swatch = "getComputedStyle(document.querySelector('#klasse-keuzes .class-e')).backgroundColor"
    drawn = "() => geoRisico.ready.then(({ app }) => app.style.looks.banded.map((look) => look.fill))"
    assert opened.page.evaluate(swatch) == "rgb(128, 0, 38)"
    _open_settings(opened)
    opened.page.locator("#kleuren-blauw-geel").check()
    assert opened.page.evaluate(swatch) == "rgb(0, 34, 78)"
    assert opened.page.evaluate(drawn) == ["#fee838", "#bfb16e", "#696c71", "#39486b", "#00224e"]
    opened.page.locator("#weergave .close").click()
    opened.picture("weergave-blauw-geel")


@pytest.mark.parametrize("size", ["desktop", "telefoon"])
def test_settings_by_keyboard(open_map, sample_release, size):
    opened = open_map(sample_release, size)
    if size == "telefoon":
        opened.page.locator(".layers summary").press("Enter")
    opened.page.locator("[data-opens=weergave]:visible").first.press("Enter")
    opened.page.locator("#licht-apparaat").focus()
    opened.page.keyboard.press("ArrowDown")
    opened.page.keyboard.press("ArrowDown")
    assert opened.page.evaluate(f"{ROOT}.dataset.mode") == "donker"
    opened.page.keyboard.press("Escape")
    assert opened.page.locator("#weergave").is_hidden()


def test_print_stays_light_in_the_dark(open_map, sample_release):
    opened = open_map(sample_release, color_scheme="dark")
    opened.page.emulate_media(media="print")
    assert _ground(opened) == "#fff"


def test_all_sources_stand_behind_the_line_of_credits(open_map, sample_release):
    opened = open_map(sample_release)
    line = opened.page.locator("footer").bounding_box()
    assert line["height"] <= 60
    opened.page.locator("#alle-bronnen").click()
    assert opened.page.locator("#bronnen").is_visible()
