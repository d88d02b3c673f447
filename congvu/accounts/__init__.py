"""Accounts (tài khoản): log-in of officials and citizens, second factors."""
