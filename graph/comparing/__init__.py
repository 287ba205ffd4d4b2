"""Comparability: may two figures be compared, and if not, why? Computed from what the mappings say."""
