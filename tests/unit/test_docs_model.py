"""The example of the page on the model runs as it stands, and says what the page promises."""

import re
from pathlib import Path

import numpy as np

PAGE = Path(__file__).parents[2] / "docs" / "model.md"


def test_example_runs(capsys):
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    space = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), space)  # noqa: S102 - our own page
    weights = space["index"].weights_
    assert np.argmax(weights) == 0
    assert len(space["history"]) == 3000
    printed = capsys.readouterr().out
    assert "Gelijke gewichten" in printed
    assert "De casussen" in printed or "Of de casussen" in printed
