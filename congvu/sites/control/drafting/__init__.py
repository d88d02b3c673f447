"""Writing a version of a procedure in plain forms: what is asked where, what is wrong, what differs, what is next."""
