"""Petitions (phản ánh, kiến nghị): sent by anybody, followed by code, answers that everybody may read."""
