"""Upkeep (vận hành): whether an installation is well, its backups and their return. Owns no table.

For those who run the program: ``manage.py doctor``, ``manage.py backup``, ``manage.py restore``.
"""
