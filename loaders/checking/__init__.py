"""The content as it lies on disk, judged and put in form: what is known already is not found out again."""
