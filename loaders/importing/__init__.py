"""Content brought in from elsewhere: fetched, read, made into files of ours, and merged with those there are."""
