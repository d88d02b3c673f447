"""Dossiers that pass between systems (đồng bộ hồ sơ): the messages, a client and a sandbox. No table, no office rule.

Names of fields and services are those seen in public integrations of the national portal (GetNextValue, NopHoSo,
CapNhatTienTrinh, CapNhatTrangThai …). How a message is signed and how files travel is ours where no public source shows
it: compare ``messages.py`` with the contract before going live; it stands there alone.
"""
