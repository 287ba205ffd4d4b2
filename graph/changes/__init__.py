"""What a change to the content means: which concepts, which words, how grave, and which verdicts it turns."""
