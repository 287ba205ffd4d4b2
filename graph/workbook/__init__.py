"""Concepts and answers as a workbook shows them, and how what was changed there comes back into the files."""
