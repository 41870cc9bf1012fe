"""Findings of visits: read from files of the map, checked, kept in a log that only grows, and written as visits."""

from geo_risico.io.findings.check import Expected, check_findings
from geo_risico.io.findings.history import Log, Source, add_findings, log_path, read_log
from geo_risico.io.findings.lines import LogEntry
from geo_risico.io.findings.places import SavedScan, saved_scan
from geo_risico.io.findings.read import FindingsFile, read_findings
from geo_risico.io.findings.write import visits_path, write_visits

__all__ = [
    "Expected",
    "FindingsFile",
    "Log",
    "LogEntry",
    "SavedScan",
    "Source",
    "add_findings",
    "check_findings",
    "log_path",
    "read_findings",
    "read_log",
    "saved_scan",
    "visits_path",
    "write_visits",
]
