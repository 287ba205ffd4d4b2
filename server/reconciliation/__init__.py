"""Reconciliation: which concept is meant by a term, and which local field by a column's name, many at a time.

Implements the Entity Reconciliation API of the W3C Community Group, version 0.2 and the draft of 1.0.
"""
