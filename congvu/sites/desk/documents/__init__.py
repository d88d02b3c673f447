"""Documents at the desk: drafted, checked, signed, numbered, issued; arrived, noted, answered."""
