"""Whole vocabularies and the whole catalogue as files."""
