"""Folders of output as one encrypted file in the format of age, for recipients with a key or for a passphrase.

pyrage (Rust) does the encryption; the file opens with any age program. Inside is a plain tar with files only, so that
unpacking can refuse everything else.
"""

from __future__ import annotations

import io
import os
import tarfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, Final

import pyrage

from geo_risico.core.errors import DataError, DefinitionError, OutputError, SourceError
from geo_risico.io.write import fault_reason, write_whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ENDING: Final = ".age"
MOST_BYTES: Final = 4 * 1024**3
"""Of one folder: encrypting and opening happen in memory, so that nothing readable lands on a disk."""
MOST_FILES: Final = 100_000
_MARK: Final = "AGE-SECRET-KEY-"
_MODE: Final = 0o644


def make_identity(path: Path) -> str:
    """Public key of a new pair; the secret key is written to a file that only its owner can read.

    Parameters
    ----------
    path
        File with the secret key; must not be there.

    Raises
    ------
    OutputError
        When the file is there already or cannot be written.
    """
    identity = pyrage.x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(f"# public key: {public}\n{identity}\n")
    except FileExistsError as error:
        raise OutputError(f"{path}: bestaat al; een sleutel wordt nooit overschreven, kies een andere naam") from error
    except OSError as error:
        raise OutputError(f"{path}: kan niet worden geschreven: {fault_reason(error)}") from error
    return public


def recipients_of(words: Sequence[str]) -> list[Any]:
    """Keys to encrypt for, from public keys themselves and from files with one on each line.

    Raises
    ------
    DefinitionError
        With every word that is neither; a secret key is refused.
    """
    found: list[Any] = []
    problems: list[str] = []
    for word in words:
        for text in _keys_in(word, problems):
            try:
                is_ssh = text.startswith("ssh-")
                found.append(pyrage.ssh.Recipient.from_str(text) if is_ssh else pyrage.x25519.Recipient.from_str(text))
            except pyrage.RecipientError as error:
                problems.append(f"--voor {text[:24]}...: geen publieke sleutel ({error}); verwacht age1... of ssh-...")
    if problems:
        raise DefinitionError("Niet versleuteld", problems)
    return found


def _keys_in(word: str, problems: list[str]) -> Iterator[str]:
    if word.startswith(("age1", "ssh-")):
        yield word
        return
    try:
        lines = Path(word).read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        problems.append(f"--voor {word[:60]}: geen publieke sleutel (age1...) en geen leesbaar bestand ({error})")
        return
    keys = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    if any(key.startswith(_MARK) for key in keys):
        problems.append(f"--voor {word}: dit is een geheime sleutel; verwacht de publieke (age1...)")
    elif not keys:
        problems.append(f"--voor {word}: geen sleutel in dit bestand; verwacht er een per regel")
    else:
        yield from keys


def encrypt_folder(folder: Path, target: Path, recipients: Sequence[Any], passphrase: str = "") -> int:
    """Number of files of the folder in the encrypted file, which appears when it is whole.

    Parameters
    ----------
    folder
        Folder of output.
    target
        File to write.
    recipients
        From `recipients_of`; empty for a passphrase.
    passphrase
        Used without recipients.

    Raises
    ------
    SourceError
        When the folder holds nothing, a link, or more than the limits.
    OutputError
        When the file cannot be written; nothing of it is left then.
    """
    body, count = _packed(folder)
    closed = pyrage.encrypt(body, list(recipients)) if recipients else pyrage.passphrase.encrypt(body, passphrase)
    beside = target.with_name(f".{target.name}.{os.getpid()}.deel")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(closed)
        beside.replace(target)
    except OSError as error:
        raise OutputError(f"{target}: kan niet worden geschreven: {fault_reason(error)}") from error
    finally:
        beside.unlink(missing_ok=True)
    return count


def decrypt_folder(source: Path, folder: Path, identity: Path | None, passphrase: str = "") -> tuple[Path, ...]:
    """Paths in the folder that was made from an encrypted file.

    Parameters
    ----------
    source
        File in the format of age.
    folder
        Folder to make; must not be there.
    identity
        File with a secret key; None for a passphrase.
    passphrase
        Used without a key.

    Raises
    ------
    SourceError
        When the file cannot be read, was changed, or is for another key or passphrase.
    DataError
        When the archive inside holds something else than files within the folder.
    OutputError
        When the folder is there, or cannot be written.
    """
    if folder.exists():
        raise OutputError(f"{folder}: bestaat al; kies met --naar een map die er nog niet is")
    body = _opened(source, identity, passphrase)
    return write_whole(folder, lambda fresh: _unpack(body, fresh, source))


def _opened(source: Path, identity: Path | None, passphrase: str) -> bytes:
    try:
        if source.stat().st_size > MOST_BYTES:
            raise SourceError(f"{source}: groter dan {MOST_BYTES // 1024**3} GiB; dit is geen bestand van versleutel")
        closed = source.read_bytes()
        if identity is None:
            return bytes(pyrage.passphrase.decrypt(closed, passphrase))
        return bytes(pyrage.decrypt(closed, _identities(identity)))
    except OSError as error:
        raise SourceError(f"{source}: niet te lezen ({error})") from error
    except pyrage.DecryptError as error:
        what = "deze wachtzin" if identity is None else f"de sleutel in {identity}"
        raise SourceError(
            f"{source}: gaat niet open met {what} ({error}); verwacht een onveranderd .age-bestand voor u"
        ) from error


def _identities(path: Path) -> list[Any]:
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        return [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(_MARK)] or [
            pyrage.ssh.Identity.from_buffer(path.read_bytes())
        ]
    except (OSError, ValueError, pyrage.IdentityError) as error:
        raise SourceError(f"{path}: geen geheime sleutel ({error}); verwacht een regel {_MARK}...") from error


def _packed(folder: Path) -> tuple[bytes, int]:
    """Tar of the files in a folder, always the same for the same files, and how many there are."""
    paths = sorted(path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    links = [path for path in paths if path.is_symlink()]
    if links:
        raise SourceError(f"{links[0]}: is een verwijzing; verwacht gewone bestanden")
    size = sum(path.stat().st_size for path in paths)
    if not paths or size > MOST_BYTES or len(paths) > MOST_FILES:
        raise SourceError(
            f"{folder}: {len(paths)} bestanden, {size // 1024**2} MiB; verwacht een uitvoermap met 1 tot {MOST_FILES} "
            f"bestanden en hoogstens {MOST_BYTES // 1024**3} GiB"
        )
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path in paths:
            entry = tarfile.TarInfo(path.relative_to(folder).as_posix())
            entry.size, entry.mtime, entry.mode = path.stat().st_size, int(path.stat().st_mtime), _MODE
            with path.open("rb") as stream:
                archive.addfile(entry, stream)
    return body.getvalue(), len(paths)


def _unpack(body: bytes, folder: Path, source: Path) -> None:
    try:
        with tarfile.open(fileobj=io.BytesIO(body), mode="r:") as archive:
            seen: set[str] = set()
            for entry in archive:
                _check_entry(entry, seen, source, len(body))
                stream = archive.extractfile(entry)
                if stream is not None:
                    target = folder / entry.name
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(stream.read())
    except tarfile.TarError as error:
        raise DataError(
            f"{source}: inhoud is geen uitvoermap ({error}); verwacht een bestand van versleutel"
        ) from error


def _check_entry(entry: tarfile.TarInfo, seen: set[str], source: Path, most: int) -> None:
    """Refuse everything that is not a new file within the folder, no larger than what holds it."""
    name = PurePosixPath(entry.name)
    is_within = not name.is_absolute() and ".." not in name.parts and "\\" not in entry.name and ":" not in entry.name
    is_plain = entry.type == tarfile.REGTYPE and entry.sparse is None and entry.size <= most
    if not is_plain or not is_within or not name.parts or entry.name in seen or len(seen) >= MOST_FILES:
        raise DataError(
            f"{source}: bevat '{entry.name[:80]}'; verwacht gewone bestanden binnen de map. Er is niets uitgepakt"
        )
    seen.add(entry.name)
