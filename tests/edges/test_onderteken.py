"""Manifests are signed and checked in the format of minisign."""

import datetime as dt
import json
import shutil
import stat
import subprocess

import minisign
import pytest
from typer.testing import CliRunner

from geo_risico.cli import onderteken as command
from geo_risico.cli.app import app
from geo_risico.core.errors import DefinitionError, OutputError, SourceError
from geo_risico.governance import manifest
from geo_risico.io.signing import checked, make_keys, sign
from geo_risico.io.write import write_outputs
from geo_risico.scan.record import run_record

CREATED = dt.datetime(2026, 2, 1, 12, tzinfo=dt.UTC)
WORDS = "een fictieve zin als wachtwoord"
MINISIGN_KEY = "RWSV34DBh8GIYYJImhEjP5WpcB1ERUBLriM4yDZNA9F5d10bfOj2Yjz2"
MINISIGN_SIGNATURE = """untrusted comment: signature from minisign secret key
RUSV34DBh8GIYRWHqkS134Mc71W5rdbQQkaZH59YSUCv7HCPpN4a48on3pM00HRAd5TiW1RTYgl5mV+uVqRQSDBBMRz959+UewA=
trusted comment: scan:fictief
6s+Xe2QHXNIXwieXhwRQVGhRKMDxVZA0fdlv9Kc0um7U2siCh9RN2r34KJIl5hzGgdimYwfMokqe6pVgIQrSDQ==
"""
"""Made by minisign 0.11 itself over the text 'fictief' and a line end."""


def run(*words, env=None):
    return CliRunner().invoke(app, [str(word) for word in words], env=env)


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return make_keys(tmp_path_factory.mktemp("sleutels"), "provincie", WORDS)


@pytest.fixture
def scan(tmp_path, sample_release, sample_result):
    """Output of the sample with a whole manifest."""
    about = manifest(sample_release, sample_result, seeds={"gewichtsruis": 1}, created=CREATED)
    about |= run_record(None, sample_result, tmp_path, ())
    folder = tmp_path / sample_result.scan.name
    write_outputs(sample_release, {"kaart.html": "kaart"}, about, folder)
    return folder


def signed(scan, keys):
    done = run("onderteken", scan, "--sleutel", keys[0], env={command.VARIABLE: WORDS})
    assert done.exit_code == 0, done.output
    return done.output


def verdict(scan, public):
    done = run("controleer", scan, "--alleen-bestanden", "--publieke-sleutel", public)
    return done.exit_code, done.output


def test_a_signed_manifest_is_found_right_by_file_and_by_text(scan, keys):
    signed(scan, keys)
    text = keys[1].read_text().splitlines()[1]
    for public in (keys[1], text):
        code, said = verdict(scan, public)
        assert code == 0, said
        assert f"goed    klopt, sleutel {keys[1].read_text().split()[5]}" in said
    assert f"scan:{scan.name}" in said


@pytest.mark.parametrize("change", ["doel", "rows", "space"])
def test_a_manifest_that_changed_after_signing_is_refused(scan, keys, change):
    signed(scan, keys)
    path = scan / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    if change == "doel":
        content["doel"] += "."
    if change == "rows":
        content["files"]["kaart.html"]["rows"] = 1
    path.write_text(json.dumps(content, indent=None), encoding="utf-8")
    code, said = verdict(scan, keys[1])
    assert code == 1
    assert "na het ondertekenen veranderd" in said
    assert "Bestanden naast" not in said


def test_a_changed_statement_is_refused(scan, keys):
    signed(scan, keys)
    beside = scan / "manifest.json.minisig"
    beside.write_text(beside.read_text().replace(f"scan:{scan.name}", "scan:anders"))
    assert verdict(scan, keys[1])[0] == 1


def test_no_signature_or_that_of_another_is_refused(scan, keys, tmp_path):
    code, said = verdict(scan, keys[1])
    assert (code, "niet ondertekend" in said) == (1, True)
    other = make_keys(tmp_path / "ander", "ander", WORDS)
    signed(scan, other)
    code, said = verdict(scan, keys[1])
    assert (code, "kan haar niet nagaan" in said) == (1, True)


def test_files_that_changed_are_not_signed(scan, keys):
    (scan / "kaart.html").write_text("andere kaart")
    done = run("onderteken", scan, "--sleutel", keys[0], env={command.VARIABLE: WORDS})
    assert isinstance(done.exception, DefinitionError)
    assert "kaart.html: veranderd" in str(done.exception)
    assert not (scan / "manifest.json.minisig").exists()


def test_the_passphrase_counts_and_is_written_nowhere(scan, keys):
    done = run("onderteken", scan, "--sleutel", keys[0], env={command.VARIABLE: "een andere zin als wachtwoord"})
    assert "wachtwoord past niet" in str(done.exception)
    said = signed(scan, keys)
    files = [*keys, *scan.rglob("*")]
    assert not [path for path in files if path.is_file() and WORDS.encode() in path.read_bytes()]
    assert WORDS not in said


def test_without_a_terminal_a_passphrase_is_asked_of_the_environment(scan, keys):
    done = run("onderteken", scan, "--sleutel", keys[0], env={command.VARIABLE: ""})
    assert command.VARIABLE in str(done.exception)


def test_keys_are_encrypted_private_and_never_overwritten(tmp_path):
    done = run("sleutelpaar", "gemeente", "--naar", tmp_path / "s", env={command.VARIABLE: WORDS})
    assert done.exit_code == 0, done.output
    secret = tmp_path / "s" / "gemeente.key"
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    assert minisign.SecretKey.from_file(secret).is_encrypted()
    with pytest.raises(OutputError, match="bestaat al"):
        make_keys(tmp_path / "s", "gemeente", WORDS)
    assert "tekens" in str(run("sleutelpaar", "kort", env={command.VARIABLE: "kort"}).exception)
    assert "zonder map" in str(run("sleutelpaar", "../weg", env={command.VARIABLE: WORDS}).exception)


def test_a_signature_of_minisign_itself_is_understood(tmp_path):
    path = tmp_path / "tekst.txt"
    (tmp_path / "tekst.txt.minisig").write_text(MINISIGN_SIGNATURE)
    found = checked(path, b"fictief\n", MINISIGN_KEY)
    assert found == ("6188C187C180DF95", "scan:fictief")
    with pytest.raises(SourceError, match="veranderd"):
        checked(path, b"fictief!\n", MINISIGN_KEY)


def test_a_signature_has_the_form_that_minisign_reads(keys, tmp_path):
    made = sign(tmp_path / "tekst.txt", b"fictief\n", keys[0], WORDS, "scan:fictief")
    lines = made.read_text().splitlines()
    model = MINISIGN_SIGNATURE.splitlines()
    assert [len(line) for line in lines] == [len(line) for line in model]
    assert [lines[0], lines[1][:3], lines[2]] == [model[0], "RUR"[:2] + lines[1][2], model[2]]
    public = keys[1].read_text().splitlines()
    assert public[0].startswith("untrusted comment: minisign public key ")
    assert (len(public[1]), public[1][:2]) == (len(MINISIGN_KEY), "RW")


@pytest.mark.parametrize("text", ["", "onzin", "untrusted comment: x\nRWQ=\n", "RWQ" + "A" * 53 + "!"])
def test_what_is_no_key_is_told(scan, keys, tmp_path, text):
    signed(scan, keys)
    path = tmp_path / "geen.pub"
    path.write_text(text)
    code, said = verdict(scan, path)
    assert (code, "geen publieke sleutel van minisign" in said) == (1, True)
    with pytest.raises(SourceError, match="geen geheime sleutel"):
        sign(tmp_path / "x", b"x", path, WORDS, "x")


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign ontbreekt (apt-get install minisign)")
def test_minisign_itself_takes_our_signature_and_we_take_its_keys(scan, keys, tmp_path):
    def minisign_says(*words):
        done = subprocess.run(
            ["minisign", *map(str, words)], input=f"{WORDS}\n{WORDS}\n", text=True, capture_output=True, check=False
        )
        return done.returncode

    path = scan / "manifest.json"
    signed(scan, keys)
    assert minisign_says("-V", "-p", keys[1], "-m", path) == 0
    theirs = (tmp_path / "hun.key", tmp_path / "hun.pub")
    assert minisign_says("-G", "-s", theirs[0], "-p", theirs[1]) == 0
    assert minisign_says("-V", "-p", theirs[1], "-m", path) != 0
    signed(scan, theirs)
    assert minisign_says("-V", "-p", theirs[1], "-m", path) == 0
    assert minisign_says("-S", "-s", theirs[0], "-m", path) == 0
    assert verdict(scan, theirs[1])[0] == 0
    path.write_bytes(path.read_bytes() + b" ")
    assert minisign_says("-V", "-p", theirs[1], "-m", path) != 0
    assert verdict(scan, theirs[1])[0] == 1
