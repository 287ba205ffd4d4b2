"""Everything that reads the outside: files people edit become a checked, fresh store."""
