"""Files that people bring: what their columns are called elsewhere, and their figures made comparable."""
