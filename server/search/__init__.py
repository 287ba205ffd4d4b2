"""Search over HTTP: the page, its answer as data, and the suggestions below the search field."""
