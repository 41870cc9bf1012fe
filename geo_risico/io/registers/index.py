"""Address of a register: fixed, or the highest version that a service index lists.

Owners and versions of PDOK move (lv/bag became kadaster/bag, v1 became v2), so an address is looked up at each fetch
and pinned in the snapshot.
"""

from __future__ import annotations

import fnmatch
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit, urlunsplit

from geo_risico.core.errors import SourceError
from geo_risico.io.services.addresses import safe_address
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask

if TYPE_CHECKING:
    from collections.abc import Iterator

    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection

NUMBER: Final = re.compile(r"\d+")
BESIDE: Final = re.compile(r"(?:/(?:api|openapi(?:\.json)?|collections|conformance))?/*$")
YEAR: Final = "{jaar}"


def find_endpoint(task: Task, connection: Connection) -> str:
    """Address of the register without a slash at the end.

    Parameters
    ----------
    task
        Register with ``endpoint``, or ``index`` and ``api``. ``{jaar}`` becomes the latest year up to the peildatum.
    connection
        Connection for the index.

    Raises
    ------
    SourceError
        When the index does not answer, or lists nothing that fits.
    """
    spec = task.spec
    if spec.endpoint is not None or spec.index is None or spec.api is None:
        return (spec.endpoint or "").rstrip("/")
    index = spec.index
    ask = Ask(url=index, expected="een dienstenoverzicht (JSON met apis)", headers={"Accept": "application/json"})
    listed = connection.get(ask, lambda answer: list(dict.fromkeys(_addresses(answer))))
    where = f"{connection.title}: {safe_address(index)}"
    found = _matching(listed, spec.api, task.peildatum.year, where)
    return _at_index(max(found, key=_version), index)


def _addresses(answer: Answer) -> Iterator[str]:
    """Addresses in an index, without query and without the pages beside the landing page."""
    apis = json_of(answer).get("apis")
    if not isinstance(apis, list):
        raise BrokenAnswerError("overzicht zonder 'apis'")
    for api in apis:
        for link in api.get("links", []) if isinstance(api, dict) else []:
            if isinstance(link, dict) and isinstance(link.get("href"), str):
                parts = urlsplit(urljoin(answer.url, link["href"]))
                yield urlunsplit((parts.scheme, parts.netloc, BESIDE.sub("", parts.path), "", ""))


def _matching(listed: list[str], pattern: str, year: int, where: str) -> list[str]:
    """Addresses that fit, of the latest year where the pattern has one; not the pages below another that fits."""
    test = re.compile(fnmatch.translate(pattern.replace(YEAR, "0jaar0")).replace("0jaar0", r"(\d{4})", 1))
    fitting = [(address, found) for address in listed if (found := test.match(address))]
    if YEAR in pattern:
        years = {int(found.group(1)) for _, found in fitting}
        if years and min(years) > year:
            raise SourceError(f"{where}: '{pattern}' staat er alleen voor {sorted(years)}; verwacht {year} of eerder")
        latest = max((one for one in years if one <= year), default=year)
        fitting = [(address, found) for address, found in fitting if int(found.group(1)) == latest]
    left = [address for address, _ in fitting]
    if not left:
        raise SourceError(f"{where}: geen dienst past bij '{pattern}' ({len(listed)} adressen); verwacht er een")
    return [one for one in left if not any(one.startswith(f"{other}/") for other in left)]


def _version(address: str) -> tuple[tuple[int, ...], str]:
    """Numbers in the last part of an address, and the address to decide between equals.

    Examples
    --------
    >>> _version("https://x/ogc/v10") > _version("https://x/ogc/v9_2")
    True
    """
    return tuple(int(number) for number in NUMBER.findall(address.rpartition("/")[2])), address


def _at_index(address: str, index: str) -> str:
    """Address reached through the host of the index: a gateway gives the index of the services behind it.

    Examples
    --------
    >>> _at_index("https://api.pdok.nl/kadaster/bag/ogc/v2", "http://poort:8080/pdok/index.json")
    'http://poort:8080/pdok/kadaster/bag/ogc/v2'
    """
    wanted, parts = urlsplit(index), urlsplit(address)
    if parts.netloc == wanted.netloc:
        return address
    folder = wanted.path.rpartition("/")[0]
    path = parts.path if parts.path.startswith(f"{folder}/") else folder + parts.path
    return urlunsplit((wanted.scheme, wanted.netloc, path, "", ""))
