"""The store over HTTP: pages for people, RDF and SPARQL for tools."""
