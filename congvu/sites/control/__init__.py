"""Control (quản trị): screens for administrators."""
