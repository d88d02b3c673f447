"""Portal: a document that came by e-mail, by the link of its letter."""
