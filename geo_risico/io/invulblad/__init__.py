"""The risicomatrix as a workbook: written, filled in by people, read back cell by cell."""
