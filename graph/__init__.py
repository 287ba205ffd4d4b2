"""What the catalogue knows: the nouns, the questions, and the store they are answered from."""
