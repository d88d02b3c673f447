"""Incoming documents at the desk: to receive, to note on, to assign, mine; the books; the clerk's fast entry."""
