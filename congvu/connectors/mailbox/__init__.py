"""Agencies' official mailboxes, fetched by IMAP; and the sandbox that plays a mail server in the demo."""
