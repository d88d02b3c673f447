"""Portal: the home page and what one reads before doing anything."""
