"""Kit: what knows no office word: text, money, expressions, the outbox, UI pieces."""
