"""Pages for finding one's way: indexes, trees, concepts and what is counted of them."""
