"""Sites: screens and machine doors, by audience."""
