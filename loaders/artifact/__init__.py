"""The release artefact: a whole build in one compressed file, made here and taken up by any number of servers."""
