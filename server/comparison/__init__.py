"""Comparability over HTTP: pages for people, JSON, CSV, Excel and SSSOM for tools."""
