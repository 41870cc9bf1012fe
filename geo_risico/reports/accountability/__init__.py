"""What an auditor, a court and a privacy officer receive with a scan."""

from geo_risico.reports.accountability.files import FOLDER, write_accountability

__all__ = ["FOLDER", "write_accountability"]
