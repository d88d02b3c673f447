"""Staff log-in: officials come in by the province's own OpenID Connect provider (đăng nhập một lần của tỉnh)."""
