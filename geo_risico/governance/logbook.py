"""Whether an audit log is whole, and the runs that it tells of."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, get_args

from geo_risico.core.chain import FORMER, OWN, START, find_break
from geo_risico.core.logbook import NO_SCAN, UNKNOWN, LoggedRun, LogState, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def check_log(
    lines: Sequence[Mapping[str, Any]], rest: str, head: tuple[int, str] | None, known: str | None = None
) -> LogState:
    """What a log holds and what is wrong with it.

    Parameters
    ----------
    lines
        Lines of the log, oldest first; an empty one where a line could not be read.
    rest
        What stands after the last whole line.
    head
        Number of lines and hash of the last one, as kept beside the log; None without.
    known
        Hash of a line that somebody kept elsewhere.
    """
    hashes = [str(line.get(OWN, "")) for line in lines]
    problems = [*_chain(lines), *_head(hashes, head)]
    if known is not None and known.strip().lower() not in hashes:
        problems.append(
            f"geen regel heeft de hash {known.strip()}, die elders is bewaard: het logboek is sindsdien ingekort of "
            "vervangen"
        )
    notes = []
    if rest:
        notes.append("na de laatste regel staat een halve regel: een opdracht stopte midden in het schrijven")
    if head is not None and head[0] == len(lines) - 1:
        notes.append("de kop loopt een regel achter: een opdracht stopte tussen de regel en de kop")
    return LogState(
        line_count=len(lines),
        last=hashes[-1] if hashes else START,
        problems=tuple(problems),
        notes=tuple(notes),
        runs=tuple(_runs(lines)),
    )


def _chain(lines: Sequence[Mapping[str, Any]]) -> list[str]:
    broken = find_break(lines)
    if broken is None:
        return []
    here, before = lines[broken - 1], lines[broken - 2] if broken > 1 else {}
    if not here:
        return [f"regel {broken} is niet te lezen"]
    follows = here.get(FORMER) == (before.get(OWN) if broken > 1 else START)
    own, expected = here.get("nr"), (before.get("nr") or 0) + 1
    if not follows and isinstance(own, int) and own > expected:
        return [f"voor regel {broken} ontbreken {own - expected} regels (nummer {expected} tot en met {own - 1})"]
    what = "is veranderd" if follows else "hoort hier niet: er is een regel veranderd, verplaatst, tussengevoegd of weg"
    return [f"regel {broken} {what}"]


def _head(hashes: Sequence[str], head: tuple[int, str] | None) -> list[str]:
    """What does not agree with the head, which is written after the line and so may be one behind."""
    if head is None:
        return ["de kop (logboek.kop.json) ontbreekt of is niet te lezen"] if hashes else []
    count, last = head
    if count > len(hashes):
        gone = count - len(hashes)
        return [f"de kop noemt {count} regels en er staan er {len(hashes)}: aan het einde zijn er {gone} weg"]
    if count and hashes[count - 1] != last:
        return [f"regel {count} heeft een andere hash dan de kop zegt"]
    if count < len(hashes) - 1:
        return [
            f"de kop noemt {count} regels en er staan er {len(hashes)}: er is iets bij gezet buiten de opdrachten om"
        ]
    return []


def _runs(lines: Sequence[Mapping[str, Any]]) -> list[LoggedRun]:
    ends = {str(line["run"]): line for line in lines if line.get("wat") in get_args(Outcome) and "run" in line}
    return [_run(line, ends.get(str(line.get("run")), {})) for line in lines if line.get("wat") == "begonnen"]


def _run(begin: Mapping[str, Any], end: Mapping[str, Any]) -> LoggedRun:
    told = {name: str(begin.get(key, UNKNOWN)) for name, key in _KEYS.items()}
    made = [item for item in end.get("scans", ()) if isinstance(item, dict)]
    if told["scan"] == NO_SCAN and made:
        told |= {name: ", ".join(dict.fromkeys(str(item.get(_KEYS[name])) for item in made)) for name in _OF_SCANS}
    return LoggedRun(
        begun=_moment(begin.get("op")),
        **told,
        outcome=end.get("wat"),
        file_count=int(end.get("bestanden") or 0),
    )


_OF_SCANS: Final = ("scan", "profile", "doel")
_KEYS: Final = {"command": "opdracht", "scan": "scan", "profile": "profiel", "aanvrager": "aanvrager", "doel": "doel"}


def _moment(text: object) -> dt.datetime:
    try:
        return dt.datetime.fromisoformat(str(text))
    except ValueError:
        return dt.datetime.fromtimestamp(0, tz=dt.UTC)
