"""The catalogue as national and other catalogues read it."""
