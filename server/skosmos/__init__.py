"""The REST API of Skosmos, version 1, as its clients know it: key by key, status by status."""
