"""The checks of what people edit: a module per stage, rules and their words as data, findings as values."""
