"""JSKOS: vocabularies, concepts and mappings as JSON objects with SKOS in them, as Cocoda and its like read them."""
