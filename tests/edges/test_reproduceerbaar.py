"""The same input, code and seed give the same bytes: in other processes, folders, hash seeds, threads and at once."""

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

_SPEC = importlib.util.spec_from_file_location("snapshots", Path(__file__).with_name("snapshot_service.py"))
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

ROOT = Path(__file__).parents[2]
ONE = {"PYTHONHASHSEED": "1", "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C", "TZ": "UTC"}
TWO = {"PYTHONHASHSEED": "2", "NUMBA_NUM_THREADS": "2", "OMP_NUM_THREADS": "2", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo"}
TIMED = {"manifest.json", "verantwoording/dpia.json", "verantwoording/iama.json"}
"""Files in which the moment of making is content; with SOURCE_DATE_EPOCH they are the same too."""


def started(words, uit, cache, surroundings, epoch="1767225600"):
    """A scan in a process of its own that runs in the folder of its output."""
    uit.mkdir(parents=True)
    env = {**os.environ, **surroundings, "PYTHONPATH": str(ROOT)}
    env.pop("SOURCE_DATE_EPOCH", None)
    if epoch:
        env["SOURCE_DATE_EPOCH"] = epoch
    command = [sys.executable, "-m", "geo_risico", "scan", *words, "--uit", uit, "--cache", cache]
    return subprocess.Popen([*map(str, command)], cwd=uit, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(*processes):
    for process in processes:
        _, said = process.communicate()
        assert process.returncode == 0, said.decode()


def files(uit):
    folder = next(path.parent for path in uit.glob("*/manifest.json"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def different(one, two):
    return {name for name in {*one, *two} if one.get(name) != two.get(name)}


@pytest.fixture(scope="module")
def opname(tmp_path_factory):
    folder = tmp_path_factory.mktemp("haal") / "opname"
    with sample.fictief_service(tmp_path_factory.mktemp("fictief")) as (_, _, index):
        sample.fetched(folder, index, "Nieuwpolder")
    return folder


@pytest.fixture(scope="module")
def first(opname, tmp_path_factory):
    """Output of one process alone, with one thread and a cache of its own."""
    place = tmp_path_factory.mktemp("een")
    finished(started(["--snapshot", opname, "--offline"], place / "uit", place / "cache", ONE))
    return files(place / "uit")


def test_two_processes_at_once_on_one_cache_give_the_bytes_of_one_alone(opname, first, tmp_path):
    words = ["--snapshot", opname, "--offline"]
    uits = (tmp_path / "a" / "uit", tmp_path / "b" / "diep" / "uit")
    finished(*(started(words, uit, tmp_path / "cache", TWO | {"PYTHONHASHSEED": str(i)}) for i, uit in enumerate(uits)))
    assert len(first) > 20
    for uit in uits:
        others = different(first, files(uit))
        assert others <= {"manifest.json"}
        before, after = (json.loads(made["manifest.json"]) for made in (first, files(uit)))
        assert {key for key in before if before[key] != after[key]} <= {"command"}


def test_another_moment_and_place_change_only_where_the_moment_is_content(opname, first, tmp_path):
    moved = shutil.copytree(opname, tmp_path / "elders" / "opname")
    finished(started(["--snapshot", moved, "--offline"], tmp_path / "uit", tmp_path / "cache", TWO, epoch=""))
    assert different(first, files(tmp_path / "uit")) == TIMED


def test_a_moment_that_is_none_is_told(opname, tmp_path):
    process = started(["--snapshot", opname], tmp_path / "uit", tmp_path / "cache", ONE, epoch="gisteren")
    _, said = process.communicate()
    assert (process.returncode, "SOURCE_DATE_EPOCH: 'gisteren'" in said.decode()) == (2, True)


def test_images_and_two_themes_are_the_same_twice_at_once(tmp_path):
    """Scan nieuwpolder with its images on a small gemeente."""
    content = yaml.safe_load((ROOT / "scans" / "nieuwpolder.yaml").read_text(encoding="utf-8"))
    content["fictief"]["panden_count"] = 500
    content["themes"] = content["themes"][:2]
    content["toezicht_selection"] = 6
    paths = [tmp_path / "een.yaml", tmp_path / "twee.yaml"]
    for path in paths:
        path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    uits = [tmp_path / "a", tmp_path / "b"]
    finished(*(started([path], uit, tmp_path / "cache", env)
               for path, uit, env in zip(paths, uits, (ONE, TWO), strict=True)))  # fmt: skip
    one, two = map(files, uits)
    assert {"kaart.html", "locaties.gpkg", "locatiebladen.pdf", "werkboek.xlsx"} <= set(one)
    assert different(one, two) <= {"manifest.json"}
