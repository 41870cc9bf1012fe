"""Sphinx configuration; the reference pages are generated from the catalog at each build."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from notebook_pages import copy_notebooks  # noqa: E402 - beside this file
from reference import write_reference  # noqa: E402 - idem

project = "geo_risico"
author = "geo_risico"
copyright = "geo_risico"  # noqa: A001 - Sphinx wants this name
language = "nl"
extensions = ["myst_nb", "formulas"]
html_math_renderer = "mathml"
myst_enable_extensions = ["colon_fence", "dollarmath", "deflist"]
myst_heading_anchors = 3
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
nb_execution_mode = "cache"  # a notebook that did not change is not run again; make clean forgets
nb_execution_cache_path = str(HERE.parent / "build" / "docs-notebooks")
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_merge_streams = True
html_theme = "furo"
html_title = "geo_risico"
html_static_path = ["stijl"]
html_css_files = ["extra.css"]
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
exclude_patterns = ["_build"]

write_reference(HERE.parent, HERE / "referentie")
copy_notebooks(HERE.parent / "notebooks", HERE / "notebooks")
