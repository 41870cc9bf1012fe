"""Feed hostile inputs to every reader: ``python fuzz/run.py [--seconds N] [--only NAME ...] [--atheris NAME]``.

Good is a result or one of our errors. Anything else is printed and kept in ``build/fuzz``, and ends with exit 1:
another exception, more than ``SLOW_S`` seconds, or more than ``MOST_BYTES`` of memory. ``--atheris`` lets that program
choose the changes by what code they reach; without it they are random, with a seed.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import resource
import signal
import sys
import tempfile
import time
import warnings
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if "--atheris" in sys.argv:  # counts what is reached in code that is loaded after it
    import atheris

    with atheris.instrument_imports(include=["geo_risico"]):
        import_module("targets")

import numpy as np
from mutations import mutated
from seeds import raster, seeds
from targets import TARGETS

from geo_risico.core.errors import GeoRisicoError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from targets import Target

SLOW_S = 20
MOST_BYTES = 6 * 1024**3
KEPT = Path("build") / "fuzz"


class TooSlowError(BaseException):
    """An input took longer than ``SLOW_S`` seconds; no reader catches it."""


def _late(*_: object) -> None:
    raise TooSlowError


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    signal.alarm(SLOW_S)
    try:
        yield
    finally:
        signal.alarm(0)


def attempt(target: Target, data: bytes, folder: Path) -> str:
    """What went wrong with an input, empty when a reader gave a result or one of our errors."""
    path = folder / target.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    try:
        with warnings.catch_warnings(), _in_time():
            warnings.simplefilter("ignore")
            target.read(folder)
    except GeoRisicoError:
        return ""
    except TooSlowError:
        return f"langer dan {SLOW_S} s"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        return f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"
    return ""


def hammer(target: Target, seed: bytes, folder: Path, seconds: float, number: int) -> tuple[int, dict[str, bytes]]:
    """How many inputs were tried, and for each kind of failure the first input."""
    rng, found, count = np.random.default_rng(number), {}, 0
    end = time.monotonic() + seconds
    found.update({wrong: seed} if (wrong := attempt(target, seed, folder)) else {})
    while time.monotonic() < end:
        data = mutated(seed, rng)
        wrong = attempt(target, data, folder)
        count += 1
        if wrong:
            found.setdefault(wrong[:60], data)
    return count, found


def guided(target: Target, seed: bytes, folder: Path, seconds: float) -> None:
    """Let atheris choose the inputs; it ends the process itself, with a trace when something is wrong."""
    import atheris  # noqa: PLC0415 - only where it is asked for

    corpus = folder / "corpus"
    corpus.mkdir()
    (corpus / "zaad").write_bytes(seed)

    def one(data: bytes) -> None:
        wrong = attempt(target, data, folder)
        if wrong:
            raise AssertionError(f"{target.name}: {wrong}")

    KEPT.mkdir(parents=True, exist_ok=True)
    words = [sys.argv[0], str(corpus), f"-max_total_time={int(seconds)}", f"-artifact_prefix={KEPT}/{target.name}-"]
    atheris.Setup(words, one)
    atheris.Fuzz()


def main() -> int:
    """Exit code: 1 when any reader did something else than it should."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--atheris", default="")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    signal.signal(signal.SIGALRM, _late)
    failed = False
    with tempfile.TemporaryDirectory() as root:
        good = seeds(_made(Path(root) / "zaden"))
        for target in TARGETS:
            if target.name not in (asked.only or [target.name]) or (asked.atheris and target.name != asked.atheris):
                continue
            folder = _made(Path(root) / target.name)
            raster(folder / "b.tif")
            if asked.atheris:
                guided(target, good[target.name], folder, asked.seconds)
            count, found = hammer(target, good[target.name], folder, asked.seconds, asked.seed)
            print(f"{target.name:18} {count:7} invoeren, {len(found)} fout", flush=True)
            failed |= bool(found)
            _keep(target, found)
    return int(failed)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _keep(target: Target, found: dict[str, bytes]) -> None:
    for wrong, data in found.items():
        print(f"    {wrong}")
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{target.name}-{hashlib.sha256(data).hexdigest()[:12]}").write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
