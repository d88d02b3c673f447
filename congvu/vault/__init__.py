"""Vault (kho dữ liệu điện tử của tổ chức, cá nhân): every paper the province issued or verified, and what became of it.

Owns papers with owner, kind, number, validity and state, the signed codes printed on them (QR), and the status lists by
which a code is checked without a network (NĐ 45/2020 Đ.16).
"""
