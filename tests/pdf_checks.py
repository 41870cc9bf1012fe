"""What a PDF holds as people and programs read it: text, places of words, pictures of pages, tags and bookmarks."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image
from pypdf import PdfReader

POINTS_PER_MM = 72 / 25.4
A4_MM = (210, 297)
SLACK_POINTS = 0.6
"""Words of neighbouring cells may touch this much: boxes of words are as high as their font."""
_PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>', re.DOTALL)


class Word(NamedTuple):
    """One word and its box in millimetres from the top left of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def poppler(program):
    """Path of a program of poppler; absent is a skip on a desk and a failure in CI."""
    path = shutil.which(program)
    if path is None:
        reason = f"{program} ontbreekt: installeer poppler-utils"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


def reader(pdf):
    """The PDF as pypdf sees it."""
    return PdfReader(io.BytesIO(pdf))


def page_count(pdf):
    """Number of pages."""
    return len(reader(pdf).pages)


def page_texts(pdf, *, layout=False):
    """Text of each page, in reading order or as it stands on the paper."""
    mode = ["-layout"] if layout else []
    done = subprocess.run([poppler("pdftotext"), *mode, "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().split("\f")[:-1]


def flat(text):
    """Text on one line, so that a broken line does not matter."""
    return " ".join(text.split())


def page_words(pdf):
    """Words of each page with their boxes."""
    done = subprocess.run([poppler("pdftotext"), "-bbox", "-", "-"], input=pdf, capture_output=True, check=True)
    return [
        [
            Word(unescape(text), *(float(value) / POINTS_PER_MM for value in box))
            for *box, text in _WORD.findall(content)
        ]
        for _, _, content in _PAGE.findall(done.stdout.decode(errors="replace"))
    ]


def outside(pdf, margin_mm=8):
    """Words of any page that come nearer to the edge than the margin."""
    width, height = A4_MM
    return [
        (number, word)
        for number, words in enumerate(page_words(pdf), 1)
        for word in words
        if min(word.left, word.top, width - word.right, height - word.bottom) < margin_mm
    ]


def overlapping(pdf):
    """Pairs of words of a page that cover each other."""
    slack = SLACK_POINTS / POINTS_PER_MM
    return [
        (number, one.text, other.text)
        for number, words in enumerate(page_words(pdf), 1)
        for place, one in enumerate(words)
        for other in words[place + 1 :]
        if min(one.right, other.right) - max(one.left, other.left) > slack
        and min(one.bottom, other.bottom) - max(one.top, other.top)
        > 0.35 * min(one.bottom - one.top, other.bottom - other.top)
    ]


def page_picture(pdf, number=1, dpi=80, keep_as=None):
    """Picture of one page; ``keep_as``: name under which it stays in build/schermafdrukken."""
    page = ["-f", str(number), "-l", str(number)]
    command = [poppler("pdftoppm"), "-png", "-r", str(dpi), *page, "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    if keep_as is not None:
        folder = Path(__file__).parents[1] / "build" / "schermafdrukken"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{keep_as}.png").write_bytes(done.stdout)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


def bookmarks(pdf):
    """Titles of all bookmarks with their depth and page number, in order."""
    source = reader(pdf)

    def walk(items, depth):
        for item in items:
            if isinstance(item, list):
                yield from walk(item, depth + 1)
            else:
                yield depth, item.title, source.get_destination_page_number(item) + 1

    return list(walk(source.outline, 1))


def alt_texts(pdf):
    """Alternative texts of the figures in the structure tree."""
    found, seen = [], set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict) and id(node) not in seen:
            seen.add(id(node))
            if node.get("/S") == "/Figure":
                found.append(str(node.get("/Alt", "")))
            if "/K" in node:
                walk(node["/K"])

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    return found


def structure(pdf):
    """Names of the kinds of elements in the structure tree, each once."""
    found = set()

    def walk(node):
        node = node.get_object()
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            if "/S" in node:
                found.add(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader(pdf).trailer["/Root"]["/StructTreeRoot"])
    return found


def check_accessible(pdf):
    """Fail unless the PDF is tagged, Dutch, titled, PDF/UA-1 and every figure has an alternative text."""
    source = reader(pdf)
    root = source.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "nl"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert source.metadata.title
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()
    texts = alt_texts(pdf)
    assert all(text.strip() for text in texts), "een figuur heeft geen tekst"
    for page in source.pages:
        width, height = (float(side) / POINTS_PER_MM for side in page.mediabox[2:])
        assert (round(width), round(height)) == A4_MM
