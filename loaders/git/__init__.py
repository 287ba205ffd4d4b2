"""The Git repository the content lies in: revisions, what has happened, and the releases."""
