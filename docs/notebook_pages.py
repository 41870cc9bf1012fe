"""The notebooks as pages: copied beside the other pages, where Sphinx runs them and shows what they give."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def copy_notebooks(source: Path, target: Path) -> None:
    """Copy the notebooks; kernels that Sphinx starts find the package in the checkout."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in sorted(source.glob("*.ipynb")):
        shutil.copy2(path, target / path.name)
    paths = [str(source.parent), os.environ.get("PYTHONPATH", "")]
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
