"""Turtle as people edit it: parsed with every fact's place, explained when broken, written in one canonical form."""
