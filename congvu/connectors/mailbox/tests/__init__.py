"""Tests of the mailbox connector."""
