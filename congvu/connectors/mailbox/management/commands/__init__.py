"""Commands of the mailbox connector."""
