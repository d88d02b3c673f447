"""Papers laid before me to sign, on a phone or at the desk: one yes for all of them."""
