"""Workers: a cluster of our own on this machine, or one that is there already; tasks handed out and waited for."""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from distributed import Client, KilledWorker, LocalCluster, wait
from distributed import TimeoutError as Late
from distributed.client import ClosedClientError, FuturesCancelledError

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.fleet.job import CODE, OtherCodeError, Told

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from distributed import Future

    from geo_risico.fleet.job import Phase

RETRIES: Final = 3
"""How often a gemeente is tried again when its worker disappears."""
TICK_S: Final = 1.0
_GIB: Final = 2**30
_PATIENCE_S: Final = "10s"


@dataclass(frozen=True, kw_only=True)
class Crew:
    """Which workers: so many of our own with at most so much memory each, or those of a scheduler."""

    count: int = 2
    memory_gib: float = 3.0
    scheduler: str = ""


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """How far a phase is: gemeenten being worked on, and memory of each worker in GiB."""

    phase: Phase
    total: int
    told: tuple[Told, ...]
    running: tuple[str, ...]
    memory: tuple[float, ...]


@contextmanager
def workers(crew: Crew) -> Iterator[Client]:
    """Client of the workers, of which ours end with the context.

    Workers of our own talk over an encrypted connection that nobody else on the machine can enter, and open no page.

    Raises
    ------
    SourceError
        When no scheduler answers at the address.
    OtherCodeError
        When a worker has other code, or none.
    """
    if crew.scheduler:
        client = _joined(crew.scheduler)
        try:
            check_workers(client)
            yield client
        finally:
            with suppress(OSError):  # a scheduler that is gone needs no goodbye
                client.close()
        return
    cluster = _own_cluster(crew)
    try:
        with Client(cluster) as client:
            yield client
    finally:
        cluster.close()


def _own_cluster(crew: Crew) -> LocalCluster:
    """Workers on this machine; tried again when one disappears while it starts.

    Raises
    ------
    OutputError
        When they do not start at all.
    """
    fault: Exception | None = None
    for _ in range(RETRIES):
        try:
            return LocalCluster(
                n_workers=crew.count,
                threads_per_worker=1,
                memory_limit=int(crew.memory_gib * _GIB),
                host="127.0.0.1",
                security=True,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
            )
        except (RuntimeError, OSError) as error:
            fault = error
    raise OutputError(f"De eigen werkers starten niet ({fault}); probeer het met minder werkers") from fault


def hand_out(
    client: Client,
    phase: Phase,
    task: Callable[..., Told],
    asked: Sequence[tuple[Any, ...]],
    watch: Callable[[Pulse], None],
) -> list[Told]:
    """What became of every gemeente, in the order asked; one that fails does not stop the others.

    Parameters
    ----------
    client
        From `workers`.
    phase
        What is done.
    task
        Takes a row of ``asked``.
    asked
        Job, code of the gemeente and what else the task takes, for each gemeente.
    watch
        Called every second and whenever a gemeente is done.

    Raises
    ------
    SourceError
        When the scheduler is gone; what was done stands in the cache.
    OtherCodeError
        When a worker runs other code.
    """
    names = [f"{phase}-{row[1]}-{CODE[:8]}-{id(asked)}" for row in asked]
    try:
        futures = [
            client.submit(task, *row, key=name, retries=RETRIES, pure=False)
            for row, name in zip(asked, names, strict=True)
        ]
    except ClosedClientError as error:
        raise _gone(len(asked)) from error
    codes = {future: row[1] for future, row in zip(futures, asked, strict=True)}
    pending, told = set(codes), {}
    while pending:
        done = _wait(client, pending)
        for future in done:
            told[codes[future]] = _told(future, codes[future], phase)
        pending -= done
        watch(_pulse(client, phase, codes, told, len(pending)))
    return [told[row[1]] for row in asked]


def _joined(address: str) -> Client:
    try:
        return Client(address, timeout=_PATIENCE_S)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"--scheduler {address}: geen planner bereikbaar ({error}); verwacht een adres zoals tcp://10.0.0.5:8786"
        ) from error


def check_workers(client: Client) -> None:
    """Nothing when there is a worker and all have our code.

    Parameters
    ----------
    client
        Of the scheduler.

    Raises
    ------
    SourceError
        Without workers, or when the scheduler is gone again.
    OtherCodeError
        With the workers that have other code, or no geo-risico that knows a fleet.
    """
    try:
        found = client.run(code_of_worker, on_error="return")
    except OSError as error:
        raise SourceError(
            "De planner is weg voordat een werker antwoordde; er is niets gedaan. Start de planner en de werkers, en "
            "geef dezelfde opdracht opnieuw"
        ) from error
    except (ValueError, TypeError) as error:
        raise SourceError(f"De werkers geven geen antwoord ({error}); verwacht werkers met geo-risico") from error
    if not found:
        raise SourceError("De planner heeft geen werkers; start er minstens een en probeer het opnieuw")
    lines = [f"{address}: {_said(code)}" for address, code in sorted(found.items()) if code != CODE]
    if lines:
        raise OtherCodeError(
            f"{len(lines)} van {len(found)} werkers hebben andere code dan deze opdracht ({CODE[:12]}); er is niets "
            "gedaan. Werk ze bij en start ze opnieuw",
            lines,
        )


def code_of_worker() -> str:
    """Hash of the code of the process that calls it."""
    return CODE


def _said(code: object) -> str:
    return f"code {code[:12]}" if isinstance(code, str) else f"geen geo-risico met een vloot ({code})"


def _wait(client: Client, pending: set[Future]) -> set[Future]:
    """Futures that are done; after a second none may be.

    Raises
    ------
    SourceError
        When the scheduler is gone.
    """
    try:
        return set(wait(list(pending), timeout=TICK_S, return_when="FIRST_COMPLETED").done)
    except (Late, TimeoutError):
        if client.status in {"running", "connecting"}:
            return set()
        raise _gone(len(pending)) from None
    except (FuturesCancelledError, OSError) as error:
        raise _gone(len(pending)) from error


def _gone(count: int) -> SourceError:
    return SourceError(
        f"De planner is weg terwijl nog {count} gemeenten te doen waren; wat klaar is blijft staan. Geef dezelfde "
        "opdracht opnieuw: alleen de rest wordt dan gedaan"
    )


def _told(future: Future, gemeente: str, phase: Phase) -> Told:
    """What the task said, or why there is no answer.

    Raises
    ------
    OtherCodeError
        When the worker runs other code.
    """
    error = future.exception()
    if error is None:
        told: Told = future.result()
        return told
    if isinstance(error, OtherCodeError):
        raise error
    if isinstance(error, KilledWorker):
        text = f"de werker viel {RETRIES + 1} keer weg, meestal door te weinig geheugen; geef er meer met --geheugen"
        return Told(gemeente=gemeente, phase=phase, error=text)
    return Told(gemeente=gemeente, phase=phase, error=f"{type(error).__name__}: {error}", is_ours=True)


def _pulse(client: Client, phase: Phase, codes: dict[Future, str], told: dict[str, Told], left: int) -> Pulse:
    """How far the workers are.

    Raises
    ------
    SourceError
        When the scheduler is gone.
    """
    try:
        info = client.scheduler_info(n_workers=-1)["workers"]
        busy = {key for keys in client.processing().values() for key in keys}
    except OSError as error:
        raise _gone(left) from error
    memory = tuple(worker["metrics"].get("memory", 0) / _GIB for _, worker in sorted(info.items()))
    running = tuple(sorted(code for future, code in codes.items() if future.key in busy and code not in told))
    return Pulse(phase=phase, total=len(codes), told=tuple(told.values()), running=running, memory=memory)
