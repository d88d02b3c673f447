"""Tools of the one who builds: not part of what runs."""
