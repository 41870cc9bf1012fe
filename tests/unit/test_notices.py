"""Notices that depend on how a scan was set up or what its files lost."""

import dataclasses

from geo_risico.core.results import Repair
from geo_risico.governance.release import release


def notices(result):
    return " ".join(release(result, version="0").meta.notices)


def test_changed_weights_are_told(result_with, sample_result):
    assert "wijken af van het thema" not in notices(sample_result)
    assert "schuren zonder adres" in notices(result_with(sample_result, weights={"barn_area_m2": 0}))


def test_a_file_that_lost_many_rows_is_told(sample_result):
    first = next(item for item in sample_result.provenance if item.status == "present")
    lost = Repair(kind="dropped", count=first.rows_read // 2, message="De helft valt af.")
    changed = tuple(
        dataclasses.replace(item, repairs=(lost,)) if item is first else item for item in sample_result.provenance
    )
    text = notices(dataclasses.replace(sample_result, provenance=changed))
    assert f"{lost.count} van de {first.rows_read} rijen zijn niet te gebruiken" in text
    assert "niet te gebruiken" not in notices(sample_result)


def few(result, count):
    kept = result.locations.frame.index[:count]
    locations = dataclasses.replace(result.locations, frame=result.locations.frame.loc[kept])
    theme = result.theme.model_copy(update={"minimum_peers": 5})
    frames = {name: getattr(result, name).loc[kept] for name in ("scores", "indicators", "risks", "contributions")}
    return dataclasses.replace(result, locations=locations, theme=theme, **frames)


def test_a_handful_and_none_at_all_are_told(sample_result):
    assert "maar 2 erven: de klasse zegt dan weinig" in notices(few(sample_result, 2))
    assert "maar een erf" in notices(few(sample_result, 1))
    assert "zegt dan weinig" not in notices(few(sample_result, 40))
    assert "kennen hier geen erven" in notices(few(sample_result, 0))


def test_an_open_product_tells_no_small_counts_in_its_notes(sample_result, result_with):
    locations = dataclasses.replace(sample_result.locations, notes=("3 erven vallen af; 12 blijven, binnen 2 km.",))
    fact = dataclasses.replace(sample_result.facts[0], notes=("Bij 2 locaties geldt de rechte afstand.",))
    result = dataclasses.replace(sample_result, locations=locations, facts=(fact, *sample_result.facts[1:]))
    assert "3 erven vallen af; 12 blijven, binnen 2 km." in notices(result)
    shown = release(result_with(result, profile="open"), version="0")
    text = " ".join(shown.meta.notices)
    assert "Minder dan 5 erven vallen af; 12 blijven, binnen 2 km." in text
    assert "Bij minder dan 5 locaties geldt" in text
    assert shown.facts[0].notes == ("Bij minder dan 5 locaties geldt de rechte afstand.",)
