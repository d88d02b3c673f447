"""Portal: checking the signatures of a document."""
