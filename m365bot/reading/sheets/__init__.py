"""Sheets, CSV and XLSX: rows with the place of each cell. The libraries for them end here."""
