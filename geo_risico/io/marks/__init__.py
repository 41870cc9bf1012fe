"""What people say of candidates: read from their files and kept in a history that only grows."""

from geo_risico.io.marks.history import History, current_marks, marks_path, merge_marks, read_history
from geo_risico.io.marks.read import MarkFile, check_marks, read_marks

__all__ = [
    "History",
    "MarkFile",
    "check_marks",
    "current_marks",
    "marks_path",
    "merge_marks",
    "read_history",
    "read_marks",
]
