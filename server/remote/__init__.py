"""The catalogue on a SPARQL engine that runs elsewhere: one setting, BEGREP_SPARQL_URL."""
