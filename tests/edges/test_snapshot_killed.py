"""A haul that is killed at any moment goes on where it was and ends with the same files."""

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

KILLS = 4
PROGRAM = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from snapshot_service import definitions, fetched
definitions()
for line in sys.stdin:
    child = os.fork()
    if not child:
        fetched(Path(sys.argv[2]), sys.argv[3], "Nieuwpolder")
        os._exit(0)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""
"""A process that has all its modules starts one haul for each line and says its number and how it ended."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as found:
        yield found


def killed(service, starter, moment, wait_s):
    """Run until some request, and a little longer; how it ended."""
    begun, child = service.count, []

    def strike(count):
        if count == begun + moment:
            threading.Timer(wait_s, lambda: os.kill(child[0], signal.SIGKILL)).start()

    service.after = strike
    starter.stdin.write("\n")
    starter.stdin.flush()
    child.append(int(starter.stdout.readline()))
    status = int(starter.stdout.readline())
    service.after = lambda _: None
    return os.waitstatus_to_exitcode(status)


def test_a_killed_haul_goes_on_and_ends_the_same(service, tmp_path):
    app, _, index = service
    sample.fetched(tmp_path / "heel", index, "Nieuwpolder")
    whole, folder = app.count, tmp_path / "gebroken"
    rng = np.random.default_rng(20260302)
    words = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder), index]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as starter:
        codes = [killed(app, starter, int(rng.integers(2, 14)), float(rng.uniform(0, 0.2))) for _ in range(KILLS)]
        starter.stdin.close()
    assert codes.count(-signal.SIGKILL) >= 2
    before = app.count
    done = sample.fetched(folder, index, "Nieuwpolder")
    assert not done.snapshot.failed
    assert sample.digests(folder) == sample.digests(tmp_path / "heel")
    assert [one.name for one in folder.rglob(".*")] == []
    assert app.count - before < whole
    record = json.loads((folder / "snapshot.json").read_text(encoding="utf-8"))
    assert sum(one["rows"] for records in record["layers"].values() for one in records) > 1000


STRUCK = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from geo_risico.scan import fetching_registers as fetching
from snapshot_service import definitions, fetched
definitions()
setattr(fetching, sys.argv[4], lambda *_: os.kill(os.getpid(), signal.SIGKILL))
fetched(Path(sys.argv[2]), sys.argv[3], "Nieuwpolder")
"""
"""A haul that is killed where it would do one step for the first time."""


@pytest.mark.parametrize("step", ["save_snapshot", "drop_parts"])
def test_killed_between_a_file_and_its_record_or_its_parts(service, tmp_path, step):
    app, _, index = service
    begun = app.count
    sample.fetched(tmp_path / "heel", index, "Nieuwpolder")
    whole, folder = app.count - begun, tmp_path / "gebroken"
    words = [sys.executable, "-c", STRUCK, str(Path(__file__).parent), str(folder), index, step]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    is_recorded = (folder / "snapshot.json").is_file() and '"rows"' in (folder / "snapshot.json").read_text("utf-8")
    assert is_recorded == (step == "drop_parts")
    before = app.count
    done = sample.fetched(folder, index, "Nieuwpolder")
    assert not done.snapshot.failed
    assert sample.digests(folder) == sample.digests(tmp_path / "heel")
    assert [one.name for one in folder.rglob(".*")] == []
    assert app.count - before < whole, "wat er stond is niet opnieuw opgehaald"
