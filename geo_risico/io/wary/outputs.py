"""Writing where it was asked and nowhere else: links in the output do not lead the pen away."""

from __future__ import annotations

from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any

from geo_risico.core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def check_output(folder: Path, root: Path | None = None) -> None:
    """Nothing; refuses a folder to write that is a link, or lies outside ``root`` through one.

    Parameters
    ----------
    folder
        Folder that will be written or replaced; it may not exist yet.
    root
        Folder of all output, when the folder must lie in it; that one may itself be a link.

    Raises
    ------
    OutputError
        It is a link, or a link leads out of the folder of all output.
    """
    if folder.is_symlink():
        raise OutputError(
            f"{folder}: is een koppeling (symlink) naar een andere map; daar wordt niet geschreven. Verwijder de "
            "koppeling of kies een andere map"
        )
    if root is not None and not folder.resolve().is_relative_to(root.resolve()):
        raise OutputError(f"{folder}: ligt door een koppeling (symlink) buiten {root}; daar wordt niet geschreven")


@contextmanager
def fresh_file(path: Path, **options: Any) -> Iterator[IO[str]]:  # noqa: ANN401 - of `open`
    """A new text file at ``path``; what stood there is removed first, and a link there is not followed.

    Yields
    ------
    IO
        Open for writing.
    """
    path.unlink(missing_ok=True)
    with path.open("x", **options) as file:
        yield file
