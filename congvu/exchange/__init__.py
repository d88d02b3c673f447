"""Exchange (liên thông): what passes between this system and those of partners, each message once and in order.

Owns the answers kept for repeated calls, the subscriptions of partners (webhooks) and the journal of what was sent.
"""
