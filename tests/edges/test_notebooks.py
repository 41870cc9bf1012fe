"""The tutorials run from the first cell to the last, in a kernel and a folder of their own."""

from pathlib import Path

import nbformat
import pytest
from jupyter_cache import get_cache
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
LONGEST_CELL_S = 300


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebook_runs(path, tmp_path, monkeypatch):
    work, scratch = tmp_path / "elders", tmp_path / "t"
    work.mkdir()
    scratch.mkdir()
    for name, value in {"PYTHONPATH": ROOT, "IPYTHONDIR": tmp_path, "TMPDIR": scratch}.items():
        monkeypatch.setenv(name, str(value))
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=LONGEST_CELL_S,
        record_timing=False,  # times would make it another notebook than the one that the pages know
        resources={"metadata": {"path": str(work)}},
        extra_arguments=["--log-level=ERROR"],
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", ())]
    assert [output.text for output in outputs if output.get("name") == "stderr"] == []
    assert len([output for output in outputs if "image/png" in output.get("data", ())]) >= 3
    assert list(work.iterdir()) == []
    assert [item.name for item in scratch.iterdir()] == []
    keep_for_pages(notebook, path, tmp_path / path.name)


def keep_for_pages(notebook, path, copy):
    """Give what was run to the documentation, which then does not run it again."""
    nbformat.write(notebook, copy)
    get_cache(ROOT / "build" / "docs-notebooks").cache_notebook_file(copy, uri=str(path), overwrite=True)
