"""What has happened to the content: every change of every concept, with its day, its class and its words."""
