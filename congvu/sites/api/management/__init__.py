"""Commands of the api site."""
