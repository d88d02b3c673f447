"""Work files at the desk: the list of the year, my files, one file, hand-over to the archive."""
