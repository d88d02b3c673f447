"""``make bench``: how fast the platform is on this machine, in figures that can be compared with the last ones."""
