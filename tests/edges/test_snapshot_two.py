"""Two hauls at once, and a haul on a disk that takes no more: refused or done, and nothing half-written."""

import importlib.util
import resource
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from geo_risico.core.errors import OutputError
from geo_risico.io.locks import held

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)
PROGRAM = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from geo_risico.core.errors import OutputError
from snapshot_service import fetched
try:
    fetched(Path(sys.argv[2]), sys.argv[3], "Nieuwpolder")
except OutputError as error:
    sys.exit(f"OutputError: {error}")
"""
HOLD = """
import sys
from pathlib import Path
from geo_risico.io.locks import held
with held(Path(sys.argv[1])) as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as found:
        yield found


def test_a_second_haul_into_the_same_folder_is_refused_and_the_first_ends_well(service, tmp_path):
    app, _, index = service
    folder, begun, goes_on = tmp_path / "momentopname", threading.Event(), threading.Event()

    def wait(_):
        begun.set()
        assert goes_on.wait(60)

    app.after = wait
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(sample.fetched, folder, index, "Nieuwpolder")
        assert begun.wait(60)
        try:
            with pytest.raises(OutputError, match="een andere geo-risico haal is hier nu bezig"):
                sample.fetched(folder, index, "Nieuwpolder", refresh="all")
        finally:
            app.after = lambda _: None
            goes_on.set()
        assert not first.result(120).snapshot.failed
    assert not [one.name for one in tmp_path.rglob(".*")]


def test_hauls_into_two_folders_share_a_cache(service, tmp_path):
    _, _, index = service
    folders = [tmp_path / name / "momentopname" for name in ("a", "b", "c")]
    (tmp_path / "delen").mkdir()
    for folder in folders:
        folder.parent.mkdir()
        folder.with_name("momentopname_delen").symlink_to(tmp_path / "delen")
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda folder: sample.fetched(folder, index, "Nieuwpolder"), folders))
    assert [one.snapshot.failed for one in done] == [()] * 3
    assert sample.digests(folders[0]) == sample.digests(folders[1]) == sample.digests(folders[2])
    assert list((tmp_path / "delen").iterdir()) == []


@pytest.mark.parametrize("most_bytes", [300, 12_000, 60_000])
def test_a_disk_that_takes_no_more_is_told_and_what_was_there_stays(service, tmp_path, most_bytes):
    _, _, index = service
    folder = tmp_path / "momentopname"

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))

    words = [sys.executable, "-c", PROGRAM, str(Path(__file__).parent), str(folder), index]
    done = subprocess.run(words, capture_output=True, text=True, check=False, preexec_fn=limit)
    assert done.returncode == 1, done.stderr
    assert "OutputError" in done.stderr.splitlines()[-1]
    assert "verwacht genoeg ruimte en rechten" in done.stderr
    assert not [one.name for one in folder.rglob(".*")]
    assert not sample.fetched(folder, index, "Nieuwpolder").snapshot.failed
    sample.fetched(tmp_path / "heel", index, "Nieuwpolder")
    assert sample.digests(folder) == sample.digests(tmp_path / "heel")


def test_a_lock_of_a_killed_process_holds_nobody_up(tmp_path):
    path = tmp_path / ".slot"
    words = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout.readline() == "True\n"
        with held(path) as is_ours:
            assert not is_ours
        assert path.exists()
        other.kill()
    assert path.exists()
    with held(path) as is_ours:
        assert is_ours
    assert not path.exists()


def test_only_one_of_many_has_the_lock_at_a_time(tmp_path):
    path, inside, most = tmp_path / ".slot", [], []

    def work(number):
        for _ in range(20):
            with held(path, 60) as is_ours:
                assert is_ours
                inside.append(number)
                most.append(len(inside))
                inside.remove(number)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (max(most), len(most)) == (1, 80)
