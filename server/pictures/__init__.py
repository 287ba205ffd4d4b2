"""Pictures, worked out on the server: where everything stands in them; the templates draw."""
