"""Remote signing (ký số từ xa): the key stays at the certificate authority, which signs digests (CSC API)."""
