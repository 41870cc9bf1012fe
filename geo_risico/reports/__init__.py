"""Release in, report pages out."""

from geo_risico.reports.beeldbladen import write_beeldbladen
from geo_risico.reports.informatiebeeld import write_informatiebeeld
from geo_risico.reports.informatiebeeld_pdf import informatiebeeld_pdf
from geo_risico.reports.leesmij import write_leesmij
from geo_risico.reports.map_picture import map_picture
from geo_risico.reports.risicomatrix import write_risicomatrix

__all__ = [
    "informatiebeeld_pdf",
    "map_picture",
    "write_beeldbladen",
    "write_informatiebeeld",
    "write_leesmij",
    "write_risicomatrix",
]
