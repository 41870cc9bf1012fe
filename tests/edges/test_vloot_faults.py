"""Whatever is killed at whatever moment: no part is lost, doubled or half-written, and a next run goes on."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import psutil
import pytest
from distributed import Client

from geo_risico.core.errors import SourceError
from geo_risico.fleet.cluster import check_workers

_SPEC = importlib.util.spec_from_file_location("vloot_sample", Path(__file__).with_name("vloot_sample.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

TIMES = int(os.environ.get("GEO_RISICO_VLOOT_KEREN", "2"))
"""How often something is killed; twenty before a release."""
COUNT = 4
COMMAND = [sys.executable, "-m", "geo_risico"]


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A country of four gemeenten, a run that nobody disturbed, and the words of the command."""
    folder = tmp_path_factory.mktemp("fouten")
    land = folder / "land"
    words = ["verzin-land", land, "--gemeenten", COUNT, "--panden", 1200, "--seed", 4]
    subprocess.run([*COMMAND, *map(str, words)], check=True, capture_output=True)
    done = sample.vloot(land / "land.yaml", "--uit", folder / "heel", "--cache", folder / "heel_cache", *PLAIN, *ONE)
    assert done.returncode == 0, done.stderr
    return {"folder": folder, "land": land, "whole": folder / "heel" / "land"}


PLAIN = ("--zonder-kaarten", "--gemeenten", "alle")
ONE = ("--werkers", 1)


def start(world, *more):
    """Running command on the output that is disturbed."""
    words = [
        "vloot",
        world["land"] / "land.yaml",
        "--uit",
        world["folder"] / "uit",
        "--cache",
        world["folder"] / "cache",
    ]
    return subprocess.Popen(
        [*COMMAND, *map(str, [*words, *PLAIN, *more])],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def kill_a_worker(running, rng):
    """Kill one process that the nannies of a run started, once there is one."""
    until = time.monotonic() + 60
    while time.monotonic() < until and running.poll() is None:
        nested = [child for child in psutil.Process(running.pid).children(recursive=True) if len(child.children()) == 0]
        found = [child for child in nested if "spawn_main" in " ".join(child.cmdline())]
        if found:
            time.sleep(rng.uniform(0, 6))
            with contextlib.suppress(psutil.NoSuchProcess):
                found[rng.integers(len(found))].kill()
            return
        time.sleep(0.1)


def forget_some(world, rng):
    """Take away parts and output of some gemeenten, so that a run has work to do."""
    for root in (
        world["folder"] / "cache" / "vloot" / "land" / "gemeten",
        world["folder"] / "uit" / "land" / "locaties",
    ):
        for place in sorted(root.glob("*")):
            if rng.random() < 0.6:
                shutil.rmtree(place)


def check_parts(world):
    """Every part that is there is whole, and its locations stand in no other part."""
    frames = [
        gpd.read_parquet(path) for path in (world["folder"] / "uit" / "land").glob("locaties/gemeente_code=*/*.parquet")
    ]
    names = [name for frame in frames for name in frame["location_id"]]
    assert len(names) == len(set(names))
    assert all(len(frame) for frame in frames)


def disturb_worker(world, rng):
    running = start(world)
    kill_a_worker(running, rng)
    shown, _ = running.communicate(timeout=300)
    assert running.returncode == 0, shown


def disturb_client(world, rng):
    running = start(world)
    time.sleep(rng.uniform(3, 20))
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    running.communicate()


@contextlib.contextmanager
def outside(folder, env=None):
    """Scheduler and two workers of somebody else, and the address."""
    path = folder / f"planner{time.monotonic_ns()}.json"
    log = (folder / "planner.log").open("a")
    run = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    planner = subprocess.Popen([*run, "--scheduler-file", str(path)], stdout=log, stderr=log)
    work = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(path), "--nthreads", "1"]
    crew = [
        subprocess.Popen(
            [*work, "--no-dashboard", "--local-directory", str(folder)], stdout=log, stderr=log, env=env, cwd=folder
        )
        for _ in range(2)
    ]
    try:
        until = time.monotonic() + 60
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(path.read_text(encoding="utf-8"))["address"]
        wait_for_workers(address)
        yield planner, address
    finally:
        for process in (*crew, planner):
            end(process)
        log.close()


def end(process):
    """Kill a process and those that it started: without a scheduler workers take a minute to go by themselves."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait(timeout=60)


def wait_for_workers(address):
    with Client(address, timeout="60s") as client:
        client.wait_for_workers(2, timeout=90)


def disturb_scheduler(world, rng):
    with outside(world["folder"]) as (planner, address):
        running = start(world, "--scheduler", address)
        time.sleep(rng.uniform(4, 14))
        planner.kill()
        shown, _ = running.communicate(timeout=300)
    assert running.returncode in {0, 2}, shown
    assert running.returncode == 0 or "planner" in shown, shown


def test_kills_lose_double_or_halve_nothing(world):
    rng = np.random.default_rng(20261123)
    kinds = (disturb_worker, disturb_scheduler, disturb_client)
    for number in range(TIMES):
        forget_some(world, rng)
        kinds[number % len(kinds)](world, rng)
        check_parts(world)
    last = start(world)
    shown, _ = last.communicate(timeout=600)
    assert last.returncode == 0, shown
    out = world["folder"] / "uit" / "land"
    ours, theirs = sample.places(out), sample.places(world["whole"])
    assert ours.index.equals(theirs.index)
    assert sample.differences(ours, theirs, 0) == []
    left = [path.name for path in out.rglob("*") if path.name.endswith((".nieuw", ".oud"))]
    assert left == []


def test_a_worker_with_other_code_is_refused(world, tmp_path):
    other = tmp_path / "anders"
    shutil.copytree(sample.ROOT / "geo_risico", other / "geo_risico", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(sample.ROOT / "layers", other / "layers")
    shutil.copytree(sample.ROOT / "scans", other / "scans")
    with (other / "geo_risico" / "scoring" / "score.py").open("a", encoding="utf-8") as text:
        text.write("\n# anders\n")
    with outside(tmp_path, env={**os.environ, "PYTHONPATH": str(other)}) as (_, address):
        running = start({**world, "folder": tmp_path}, "--scheduler", address)
        shown, _ = running.communicate(timeout=300)
    assert running.returncode == 2, shown
    assert "2 van 2 werkers hebben andere code" in shown
    assert not (tmp_path / "cache" / "vloot").exists()


def test_a_scheduler_that_dies_before_its_workers_answer(tmp_path):
    with outside(tmp_path) as (planner, address), Client(address, timeout="10s") as client:
        planner.kill()
        planner.wait(timeout=60)
        with pytest.raises(SourceError, match="planner is weg voordat een werker antwoordde"):
            check_workers(client)


def test_no_scheduler_is_told(world, tmp_path):
    running = start({**world, "folder": tmp_path}, "--scheduler", "tcp://127.0.0.1:9")
    shown, _ = running.communicate(timeout=120)
    assert running.returncode == 2
    assert "geen planner bereikbaar" in shown


def test_a_damaged_file_fails_its_own_gemeente_and_the_others_go_on(world, tmp_path):
    land = tmp_path / "land"
    shutil.copytree(world["land"], land)
    bad = land / "percelen" / "GM9001.parquet"
    bad.write_bytes(bad.read_bytes()[:-40])
    words = ("--uit", tmp_path / "uit", "--cache", tmp_path / "cache", *PLAIN, *ONE)
    done = sample.vloot(land / "land.yaml", *words)
    failed = [line for line in done.stdout.splitlines() if "percelen/GM9001.parquet" in line]
    assert any("GM9001" in line.partition(":")[0] for line in failed), done.stdout
    if len(failed) < COUNT:
        assert done.returncode == 1
        page = (tmp_path / "uit" / "land" / "index.html").read_text(encoding="utf-8")
        assert "Niet gelukt" in page
        assert "dat is niet laag" in page
    shutil.copy(world["land"] / "percelen" / "GM9001.parquet", bad)
    again = sample.vloot(land / "land.yaml", *words)
    assert again.returncode == 0, again.stderr
    assert sample.differences(sample.places(tmp_path / "uit" / "land"), sample.places(world["whole"]), 0) == []


def test_a_full_disk_is_told_and_leaves_nothing_half(world, tmp_path):
    small = tmp_path / "klein"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(small)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("een klein bestandssysteem maken mag hier niet")
    try:
        words = ("--uit", small, "--cache", world["folder"] / "heel_cache", *PLAIN, *ONE)
        done = sample.vloot(world["land"] / "land.yaml", *words)
        assert done.returncode in {1, 2}
        assert "de schijf is vol" in done.stdout + done.stderr
        assert not [path for path in small.rglob("*") if path.name.endswith((".nieuw", ".oud"))]
        for path in small.rglob("deel.parquet"):
            assert len(gpd.read_parquet(path))
    finally:
        subprocess.run(["umount", small], check=True)
