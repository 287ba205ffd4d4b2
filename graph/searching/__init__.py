"""Search: which things of the catalogue does a reader mean by a few words?"""
