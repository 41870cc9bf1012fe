"""Encrypted output: it comes back as it was, for the right key or passphrase only, and never outside its folder."""

from __future__ import annotations

import io
import tarfile

import pyrage
import pytest

from geo_risico.core.errors import DataError, DefinitionError, OutputError, SourceError
from geo_risico.io.age_files import decrypt_folder, encrypt_folder, make_identity, recipients_of

PHRASE = "paard batterij nietje correct"


@pytest.fixture
def output(tmp_path):
    folder = tmp_path / "uit" / "proefscan"
    (folder / "verantwoording").mkdir(parents=True)
    (folder / "kaart.html").write_text("<p>Geheime Polder</p>", encoding="utf-8")
    (folder / "verantwoording" / "a.csv").write_bytes(bytes(range(256)) * 400)
    return folder


def content(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def archive(*entries):
    """Tar with members that are given by name, type and more."""
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w") as tar:
        for name, kind, words in entries:
            info = tarfile.TarInfo(name)
            info.type, info.size = kind, words.get("size", 3 if kind == tarfile.REGTYPE else 0)
            info.linkname = words.get("to", "")
            tar.addfile(info, io.BytesIO(b"abc") if kind == tarfile.REGTYPE else None)
    return body.getvalue()


def test_two_recipients_each_open_it_and_nobody_else(output, tmp_path):
    keys = [tmp_path / f"{name}.txt" for name in ("a", "b", "ander")]
    public = [make_identity(path) for path in keys]
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys)
    listed = tmp_path / "ontvangers.txt"
    listed.write_text(f"# team\n{public[1]}\n", encoding="utf-8")
    target = tmp_path / "proef.age"
    assert encrypt_folder(output, target, recipients_of([public[0], str(listed)])) == 2
    assert b"Polder" not in target.read_bytes()
    for number in (0, 1):
        decrypt_folder(target, tmp_path / f"open{number}", keys[number])
        assert content(tmp_path / f"open{number}") == content(output)
    with pytest.raises(SourceError, match=r"gaat niet open met de sleutel in .*ander\.txt"):
        decrypt_folder(target, tmp_path / "dicht", keys[2])
    assert not (tmp_path / "dicht").exists()


def test_a_passphrase_opens_it_and_a_changed_file_stays_closed(output, tmp_path):
    target = tmp_path / "proef.age"
    encrypt_folder(output, target, [], PHRASE)
    with pytest.raises(SourceError, match="gaat niet open met deze wachtzin"):
        decrypt_folder(target, tmp_path / "dicht", None, "iets anders")
    body = bytearray(target.read_bytes())
    body[-20] ^= 1
    (tmp_path / "veranderd.age").write_bytes(bytes(body))
    with pytest.raises(SourceError, match="onveranderd"):
        decrypt_folder(tmp_path / "veranderd.age", tmp_path / "dicht", None, PHRASE)
    decrypt_folder(target, tmp_path / "open", None, PHRASE)
    assert content(tmp_path / "open") == content(output)
    with pytest.raises(OutputError, match="bestaat al"):
        decrypt_folder(target, tmp_path / "open", None, PHRASE)


@pytest.mark.parametrize(
    "entries",
    [
        [("../buiten.txt", tarfile.REGTYPE, {})],
        [("/tmp/buiten.txt", tarfile.REGTYPE, {})],
        [("a/../../buiten.txt", tarfile.REGTYPE, {})],
        [("C:\\buiten.txt", tarfile.REGTYPE, {})],
        [("verwijzing", tarfile.SYMTYPE, {"to": "/etc"})],
        [("ook", tarfile.LNKTYPE, {"to": "../x"})],
        [("pijp", tarfile.FIFOTYPE, {})],
        [("goed.txt", tarfile.REGTYPE, {}), ("goed.txt", tarfile.REGTYPE, {})],
        [("gaten", tarfile.GNUTYPE_SPARSE, {})],
    ],
)
def test_nothing_is_unpacked_outside_the_folder(tmp_path, entries):
    source = tmp_path / "kwaad.age"
    own = tmp_path / "ik.txt"
    source.write_bytes(pyrage.encrypt(archive(*entries), recipients_of([make_identity(own)])))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(DataError):
        decrypt_folder(source, tmp_path / "open", own)
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_no_archive_is_told(tmp_path):
    source = tmp_path / "tekst.age"
    own = tmp_path / "ik.txt"
    source.write_bytes(pyrage.encrypt(b"geen tar" * 200, recipients_of([make_identity(own)])))
    with pytest.raises(DataError, match="geen uitvoermap"):
        decrypt_folder(source, tmp_path / "open", own)


def test_links_in_the_output_are_refused(output, tmp_path):
    (output / "geheim").symlink_to("/etc/hostname")
    with pytest.raises(SourceError, match="is een verwijzing"):
        encrypt_folder(output, tmp_path / "x.age", recipients_of([make_identity(tmp_path / "ik.txt")]))
    assert not (tmp_path / "x.age").exists()


def test_wrong_keys_are_named_together(tmp_path):
    make_identity(tmp_path / "geheim.txt")
    (tmp_path / "leeg.txt").write_text("# niets\n", encoding="utf-8")
    words = ["age1fout", "bestaatniet.txt", str(tmp_path / "geheim.txt"), str(tmp_path / "leeg.txt")]
    with pytest.raises(DefinitionError) as told:
        recipients_of(words)
    assert len(told.value.problems) == 4
    assert "geheime sleutel" in str(told.value)
    assert "AGE-SECRET" not in str(told.value)
    with pytest.raises(OutputError, match="nooit overschreven"):
        make_identity(tmp_path / "geheim.txt")


def test_the_command_line_asks_for_a_good_passphrase_and_logs(run, output, monkeypatch):
    monkeypatch.setenv("GEO_RISICO_WACHTZIN", "kort")
    code, _, error = run("versleutel", output)
    assert code == 2
    assert "verwacht er minstens 16" in " ".join(error.split())
    monkeypatch.delenv("GEO_RISICO_WACHTZIN")
    assert "geen wachtzin" in " ".join(run("versleutel", output)[2].split())
    own = output.parent / "ik.txt"
    code, shown, _ = run("ontvanger", own)
    public = next(word for word in shown.split() if word.startswith("age1"))
    code, shown, _ = run("versleutel", output, "--voor", public, "--verwijder")
    assert code == 0
    assert not output.exists()
    told = (output.parent / "logboek.jsonl").read_text(encoding="ascii")
    assert '"versleutel"' in told
    code, _, _ = run("ontsleutel", output.with_suffix(".age"), "--sleutel", own, "--naar", output)
    assert code == 0
    assert (output / "kaart.html").read_text(encoding="utf-8") == "<p>Geheime Polder</p>"
