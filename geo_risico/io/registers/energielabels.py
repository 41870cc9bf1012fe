"""Energy labels of EP-online: the whole file of the month, with a key that is kept nowhere.

The key is read from the environment at the moment of the request and goes into one header, to the host of the register
alone. Addresses that EP-online signs for a download are secrets too: only the name of the file is kept.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import pandas as pd

from geo_risico.core.errors import SourceError
from geo_risico.io.columns import find_column, listing
from geo_risico.io.registers.download import Wanted, download
from geo_risico.io.registers.packed import member_of, unpack
from geo_risico.io.registers.task import Got
from geo_risico.io.services.answers import BrokenAnswerError, json_of
from geo_risico.io.services.connection import Ask
from geo_risico.io.services.jobs import file_name
from geo_risico.io.wary.zips import check_zip

if TYPE_CHECKING:
    from pathlib import Path

    from geo_risico.core.source_specs import SourceSpec
    from geo_risico.io.registers.task import Task
    from geo_risico.io.services.answers import Answer
    from geo_risico.io.services.connection import Connection


def fetch_energielabels(task: Task, connection: Connection) -> Got:
    """Energy labels of the whole country, with only the columns that the source reads.

    Parameters
    ----------
    task
        Register; ``key_env`` names the variable of the environment that holds the key.
    connection
        Session with the service.

    Raises
    ------
    SourceError
        There is no key, the service refuses it, or the file is broken. The key never stands in the message.
    """
    key = os.environ.get(task.spec.key_env or "", "").strip()
    if not key:
        raise SourceError(
            f"{task.spec.name}: omgevingsvariabele {task.spec.key_env} is leeg; verwacht de sleutel van EP-online"
        )
    try:
        return _got(task, connection, key)
    except SourceError as error:
        said = str(error).replace(key, "***")
    raise SourceError(said)


def _got(task: Task, connection: Connection, key: str) -> Got:
    endpoint = task.spec.endpoint or ""
    ask = Ask(
        url=endpoint,
        params=list(task.spec.params.items()),
        headers={"Authorization": key},
        expected=f"een sleutel in {task.spec.key_env} die EP-online kent, en JSON met downloadUrl",
    )
    about = connection.get(ask, _with_download)
    name, url = str(about["bestandsnaam"]), urljoin(endpoint, about["downloadUrl"])
    is_own = urlsplit(url).netloc == urlsplit(endpoint).netloc
    wanted = Wanted(
        url=url,
        path=task.work / f"{file_name([name.removesuffix('.zip')])}.zip",
        expected="een zip met energielabels (csv)",
        headers={"Authorization": key} if is_own else {},
        identity=name,
    )
    task.work.mkdir(parents=True, exist_ok=True)
    zipped = download(connection, wanted, lambda _, done, total: task.report(name, done, total)).path
    member = member_of(check_zip(zipped, name), None, ".csv")
    if member is None:
        raise SourceError(f"{name}: zip zonder csv of met meer dan een; verwacht een csv met energielabels")
    published, frame = _table(unpack(zipped, member, name), name, task.source)
    unique = frame.drop_duplicates(ignore_index=True)
    return Got(
        url=endpoint,
        parameters=dict(task.spec.params) | {"bestandsnaam": name},
        frame=unique,
        published=published or name,
        rows_served=len(frame),
        doubles_count=len(frame) - len(unique),
        requests_count=connection.requests_count,
        retries_count=connection.retries_count,
        bytes_count=connection.bytes_count,
    )


def _with_download(answer: Answer) -> dict[str, Any]:
    content = json_of(answer)
    if not content.get("downloadUrl") or not content.get("bestandsnaam"):
        raise BrokenAnswerError("antwoord zonder downloadUrl en bestandsnaam")
    return content


def _table(path: Path, name: str, source: SourceSpec) -> tuple[str, pd.DataFrame]:
    """Date of publication and the rows; above the names of the columns stand lines about the file."""
    published, skipped, header = "", 0, ""
    with path.open(encoding="utf-8-sig") as stream:
        for header in stream:
            if header.count(";") > 2:  # noqa: PLR2004 - lines about the file have a name and a value
                break
            label, _, value = header.strip().partition(";")
            published = value.strip(";") if label.casefold() == "publicatiedatum" else published
            skipped += 1
    columns = [column.strip('"') for column in header.strip().split(";")]
    asked = [name for field in source.fields.values() for name in (field.column, *field.first_of) if name]
    used = [found for found in (find_column(one, columns) for one in asked) if found]
    if not used:
        raise SourceError(f"{name}: geen van de kolommen {asked} is er; aanwezig: {listing(columns)}")
    frame = pd.read_csv(path, sep=";", skiprows=skipped, usecols=list(dict.fromkeys(used)), dtype="str")
    return published, frame
