"""Tables as people edit them: read with a spreadsheet's lenience, written in one canonical form."""
