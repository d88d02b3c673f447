"""Files (tệp): content-addressed, typed by content, scanned, never public."""
