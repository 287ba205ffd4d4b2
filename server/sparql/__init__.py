"""The query endpoint (SPARQL 1.1 Protocol), with every query in a process that may be lost."""
