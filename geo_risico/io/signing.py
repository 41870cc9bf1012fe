"""Signatures in the format of minisign: keys with a passphrase, a signature beside the file, and its check."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Final, NamedTuple

import minisign

from geo_risico.core.errors import OutputError, SourceError
from geo_risico.io.services.whole_files import write_whole

PRIVATE: Final = ".key"
PUBLIC: Final = ".pub"
ENDING: Final = ".minisig"
LARGEST: Final = 10_000
"""Bytes; keys and signatures are a few lines."""


class Signed(NamedTuple):
    """Who signed, by the id of the key, and what the signer stated with it."""

    key_id: str
    statement: str


def make_keys(folder: Path, name: str, passphrase: str) -> tuple[Path, Path]:
    """Files with the secret key, encrypted with the passphrase, and with the public key.

    Parameters
    ----------
    folder
        Made when it is not there.
    name
        Of both files, before their endings.
    passphrase
        Never written anywhere.

    Raises
    ------
    OutputError
        When one of the files is there already, or cannot be written.
    """
    secret, public = folder / f"{name}{PRIVATE}", folder / f"{name}{PUBLIC}"
    for path in (secret, public):
        if path.exists():
            raise OutputError(f"{path}: bestaat al; een sleutel wordt nooit overschreven, kies een andere naam")
    pair = minisign.KeyPair.generate()
    pair.public_key.untrusted_comment = f"minisign public key {key_id(pair.public_key)}"
    try:
        pair.secret_key.encrypt(passphrase)
        folder.mkdir(parents=True, exist_ok=True)
        _write_private(secret, bytes(pair.secret_key) + b"\n")
    except OSError as error:
        raise OutputError(f"{secret}: kan niet worden geschreven ({error.strerror})") from error
    write_whole(public, bytes(pair.public_key) + b"\n")
    return secret, public


def sign(path: Path, content: bytes, key: Path, passphrase: str, statement: str) -> Path:
    """File with the signature, beside the file that was signed.

    Parameters
    ----------
    path
        File that is signed.
    content
        Its bytes, as they were looked at.
    key
        File with a secret key of minisign.
    passphrase
        Of that key; empty for a key without one.
    statement
        One line that the signature covers too.

    Raises
    ------
    SourceError
        When the key cannot be read, or the passphrase is not its own.
    OutputError
        When the signature cannot be written.
    """
    try:
        with minisign.SecretKey.from_bytes(_small(key, "geheime sleutel")) as secret:
            secret.decrypt(passphrase)
            signature = secret.sign(content, trusted_comment=statement)
    except minisign.ParseError as error:
        raise SourceError(f"{key}: geen geheime sleutel van minisign ({error}); maak er een met sleutelpaar") from error
    except minisign.Error as error:
        raise SourceError(f"{key}: het wachtwoord past niet bij deze sleutel") from error
    target = path.with_name(f"{path.name}{ENDING}")
    write_whole(target, bytes(signature) + b"\n")
    return target


def has_passphrase(key: Path) -> bool:
    """Whether a secret key is encrypted.

    Raises
    ------
    SourceError
        When the key cannot be read.
    """
    try:
        return bool(minisign.SecretKey.from_bytes(_small(key, "geheime sleutel")).is_encrypted())
    except minisign.Error as error:
        raise SourceError(f"{key}: geen geheime sleutel van minisign ({error}); maak er een met sleutelpaar") from error


def checked(path: Path, content: bytes, public: str) -> Signed:
    """Who signed a file, once its signature is found to be right.

    Parameters
    ----------
    path
        File that was signed; its signature lies beside it.
    content
        Its bytes.
    public
        File with a public key, or the key itself as minisign shows it.

    Raises
    ------
    SourceError
        When there is no signature, it is not of this key, or the file was changed after signing.
    """
    key = _public(public)
    beside = path.with_name(f"{path.name}{ENDING}")
    if not beside.is_file():
        raise SourceError(f"{path}: niet ondertekend; {beside.name} ontbreekt")
    try:
        signature = minisign.Signature.from_bytes(_small(beside, "handtekening"))
    except minisign.Error as error:
        raise SourceError(f"{beside}: geen handtekening van minisign ({error})") from error
    if key_id(key) != signature_id(signature):
        raise SourceError(
            f"{beside}: gezet met sleutel {signature_id(signature)}, verwacht sleutel {key_id(key)}; deze publieke "
            "sleutel kan haar niet nagaan"
        )
    try:
        key.verify(content, signature)
    except minisign.Error as error:
        raise SourceError(
            f"{path}: de handtekening klopt niet; het bestand of de handtekening is na het ondertekenen veranderd"
        ) from error
    return Signed(key_id=signature_id(signature), statement=signature.trusted_comment)


def key_id(key: minisign.PublicKey) -> str:
    """Id of a public key, as minisign writes it: hexadecimal, the last byte first."""
    return _hexadecimal(key.to_base64())


def signature_id(signature: minisign.Signature) -> str:
    """Id of the key that made a signature."""
    return _hexadecimal(bytes(signature).splitlines()[1])


def _hexadecimal(line: bytes) -> str:
    """Id in a line of a key or signature: eight bytes after two that name the algorithm."""
    return base64.b64decode(line)[2:10][::-1].hex().upper()


def _public(text: str) -> minisign.PublicKey:
    path = Path(text)
    try:
        if path.is_file():
            return minisign.PublicKey.from_bytes(_small(path, "publieke sleutel"))
        return minisign.PublicKey.from_base64(text.strip())
    except minisign.Error as error:
        raise SourceError(
            f"{text[:120]}: geen publieke sleutel van minisign; verwacht een bestand (.pub) of de sleutel zelf, die "
            "met RW begint"
        ) from error


def _small(path: Path, what: str) -> bytes:
    try:
        if path.stat().st_size > LARGEST:
            raise SourceError(f"{path}: te groot voor een {what} van minisign")
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path}: niet te lezen ({error.strerror}); verwacht een {what} van minisign") from error


def _write_private(path: Path, body: bytes) -> None:
    """Write a file that only its owner may read, and never over another."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(body)
