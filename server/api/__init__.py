"""The description of everything that is JSON: an OpenAPI document for tools, and ``/api`` for people."""
