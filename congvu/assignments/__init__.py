"""Assignments (nhiệm vụ): what a leader gives to be done, from a document, a meeting's conclusion or a note.

Owns who leads, who works with, until when, extensions, what came of it and how it was judged.
"""
