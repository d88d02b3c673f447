"""Zalo: notices to telephones by the province's Official Account (Zalo Notification Service)."""
