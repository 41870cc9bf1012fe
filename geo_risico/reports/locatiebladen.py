"""The locatiebladen: one A4 page for each location, to take along on a visit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from geo_risico.core.advice import leading_dimension
from geo_risico.core.certainty import described
from geo_risico.core.errors import ReleaseError
from geo_risico.core.fieldwork_specs import OUTCOMES
from geo_risico.core.numbers import format_date
from geo_risico.imagery.colours import TRUE_WORDS
from geo_risico.reports.advice import sheet_advice
from geo_risico.reports.sheet_access import AccessReader, coordinates
from geo_risico.reports.sheet_facts import ScoreReader, used_sources
from geo_risico.reports.sheet_map import MARK, MapMaker
from geo_risico.reports.sheet_svg import svg_outline
from geo_risico.reports.typeset import page_facts, typeset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from geo_risico.core.results import Release
    from geo_risico.core.sheets import Photo

TEMPLATE: Final = "locatieblad.typ"
CONTENTS_FROM: Final = 4
"""From this number of pages a list of them stands in front."""
_LABEL_LENGTH: Final = 110
_WORD_LENGTH: Final = 32
_ADDRESSES: Final = 3
_ADDRESS_LENGTH: Final = 60
_STEP: Final = 25
_WHOLE: Final = 0.995
_LONG_WORD: Final = re.compile(rf"\S{{{_WORD_LENGTH + 1},}}")

Wanted = tuple[str, str]
"""Name of a theme and identifier of one of its locations."""


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    content: dict[str, Any]
    pictures: dict[str, bytes]


def write_locatiebladen(
    release: Release, wanted: Sequence[Wanted], step: Callable[[str], None] = lambda _: None
) -> bytes:
    """One tagged PDF with a page and a bookmark for each location, in the order asked; the same input, the same bytes.

    Parameters
    ----------
    release
        What may be shown, with its other themes beside it.
    wanted
        Name of the theme and identifier of each location.
    step
        Called with a short Dutch text now and then.

    Raises
    ------
    ReleaseError
        In a profile without locations, or when a location is not in the release.
    """
    return _bound(release, _sheets(release, wanted, step))


def write_loose(
    release: Release, wanted: Sequence[Wanted], step: Callable[[str], None] = lambda _: None
) -> dict[str, bytes]:
    """File name -> PDF of one page, for each location.

    Raises
    ------
    ReleaseError
        As ``write_locatiebladen``.
    """
    sheets = _sheets(release, wanted, step)
    width = len(str(len(sheets)))
    return {
        f"{number:0{width}d}_{_file_part(sheet.content['id'])}.pdf": _bound(release, [sheet])
        for number, sheet in enumerate(sheets, 1)
    }


def refuse_open(profile: str) -> None:
    """Nothing; refuses a profile without locations.

    Raises
    ------
    ReleaseError
        In profile open.
    """
    if profile == "open":
        raise ReleaseError(
            "Locatiebladen kunnen niet in profiel open: dat toont geen losse locaties. Kies in de scan 'profile: "
            "partner' of 'profile: toezicht'."
        )


def _bound(release: Release, sheets: Sequence[_Sheet]) -> bytes:
    content = {
        "facts": page_facts(release.meta),
        "contents": len(sheets) >= CONTENTS_FROM,
        "outcomes": [outcome for outcome in OUTCOMES if outcome != "niet bezocht"],
        "sheets": [sheet.content for sheet in sheets],
    }
    pictures = {name: picture for sheet in sheets for name, picture in sheet.pictures.items()}
    return typeset(TEMPLATE, content, pictures)


def _sheets(release: Release, wanted: Sequence[Wanted], step: Callable[[str], None]) -> list[_Sheet]:
    refuse_open(release.meta.profile)
    makers = {part.theme.name: SheetMaker(part) for part in release.by_theme if part.locations is not None}
    missing = [f"{name} (thema {theme})" for theme, name in wanted if theme not in makers or name not in makers[theme]]
    if missing:
        raise ReleaseError("Deze locaties staan niet in de uitgave; er is niets gemaakt.", missing[:20])
    sheets = []
    for number, (theme, name) in enumerate(wanted, 1):
        if number % _STEP == 1:
            step(f"Locatieblad {number} van {len(wanted)}")
        sheets.append(makers[theme].make(name, number))
    return sheets


class SheetMaker:
    """Makes the page of any location of one theme."""

    def __init__(self, release: Release) -> None:
        frame = described(release)
        if frame is None:
            raise TypeError("the release shows no locations")
        self._release, self._frame = release, frame
        self._scores, self._access, self._maps = ScoreReader(release, frame), AccessReader(release), MapMaker(release)
        self._sources = used_sources(release)
        pushes = release.contributions
        self._leading = None if pushes is None else leading_dimension(pushes, release.theme)

    def __contains__(self, location_id: str) -> bool:
        """Whether the location is shown."""
        return location_id in self._frame.index

    def make(self, location_id: str, number: int) -> _Sheet:
        """Texts and pictures of one page."""
        row = self._frame.loc[[location_id]].iloc[0]
        shape, kind = row["geometry"], str(row["kind"])
        photo = None if self._release.grounds is None else self._release.grounds.photos.get(location_id)
        drawn = self._maps.draw(shape, is_wide=photo is None)
        access = self._access.read(location_id, shape)
        pictures = {f"kaart-{number}.svg": drawn.svg}
        if photo is not None:
            pictures |= {f"foto-{number}.jpg": photo.chip.picture, f"rand-{number}.svg": _edge(photo)}
        label = shortened(str(row["label"]), _LABEL_LENGTH)
        addresses = _parts(row.get("adressen"))
        names = ", ".join(drawn.roads[:3])
        content = {
            "id": location_id,
            "title": label,
            "lead": self._lead(row),
            "addresses": [shortened(at, _ADDRESS_LENGTH) for at in addresses[:_ADDRESSES]],
            "more_addresses": max(0, len(addresses) - _ADDRESSES),
            "map": {
                "file": f"kaart-{number}.svg",
                "width": drawn.width_mm,
                "alt": f"Kaart met {label} in het midden" + (f"; wegen: {names}" if names else ""),
                "caption": f"Kaart 1:{drawn.scale}, noorden boven. Paarse lijn: de locatie.",
            },
            "photo": None if photo is None else _photo_facts(photo, label, number),
            "land": access.land,
            "water": access.water,
            "place": coordinates(shape),
            "score": self._scores.read(location_id),
            "advice": None if self._leading is None else sheet_advice(self._release, self._leading[location_id], kind),
            "conflicts": _parts(row.get("conflicts")),
            "check": self._checklist(kind),
            "sources": self._sources,
        }
        return _Sheet(content=_broken(content), pictures=pictures)

    def _lead(self, row: Any) -> str:  # noqa: ANN401 - a row of pandas
        place = [row.get(name) for name in ("buurt", "gemeente")]
        kind = str(row["kind"])
        parts = [kind[:1].upper() + kind[1:], *(str(at) for at in place if isinstance(at, str) and at)]
        return shortened(" · ".join([*parts, self._release.theme.title]), 160)

    def _checklist(self, kind: str) -> dict[str, Any] | None:
        lists = self._release.fieldwork
        if lists is None:
            return None
        found = lists.checklist(kind, self._release.theme.locations)
        answers = lists.answers(kind, self._release.theme.locations)
        return {
            "title": found.title,
            "items": found.items,
            "safety": (*found.safety, *lists.safety),
            "answers": [answer.title for answer in answers],
        }


def shortened(text: str, length: int) -> str:
    """The text, cut with an ellipsis when it is longer.

    Examples
    --------
    >>> shortened("Polderweg 12", 8)
    'Polderw…'
    """
    flat = " ".join(text.split())
    return flat if len(flat) <= length else f"{flat[: length - 1].rstrip()}…"


def _broken(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same texts in which a word of more than a few dozen signs may break."""
    if isinstance(value, str):
        return _LONG_WORD.sub(lambda found: _with_breaks(found[0]), value)
    if isinstance(value, dict):
        return {key: item if key in {"file", "outline", "id"} else _broken(item) for key, item in value.items()}
    return [_broken(item) for item in value] if isinstance(value, list | tuple) else value


def _with_breaks(word: str) -> str:
    return "\u200b".join(word[at : at + _WORD_LENGTH] for at in range(0, len(word), _WORD_LENGTH))


def _parts(joined: object) -> list[str]:
    return [part for part in joined.split("|") if part] if isinstance(joined, str) else []


def _photo_facts(photo: Photo, label: str, number: int) -> dict[str, Any]:
    chip = photo.chip
    note = "" if photo.colours == TRUE_WORDS else " Valse kleuren: planten zijn rood."
    note += " Gestreept: geen beeld." if chip.clear_share < _WHOLE else ""
    return {
        "file": f"foto-{number}.jpg",
        "outline": f"rand-{number}.svg",
        "alt": f"Luchtfoto van {label} van {format_date(chip.date)}, met de omtrek van de locatie",
        "caption": shortened(
            f"Luchtfoto van {format_date(chip.date)}, {photo.width_m:.0f} m breed.{note} Bron: "
            f"{(photo.attribution or chip.title).removeprefix('Luchtfoto: ')}",
            150,
        ),
    }


def _edge(photo: Photo) -> bytes:
    """Outline of the location over the photograph."""
    return svg_outline(photo.outline, (("#fff", 14), (MARK, 8)))


def _file_part(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[:80] or "locatie"
