"""Privacy (quyền với dữ liệu cá nhân): what a person may have of us, and what we let go of (Luật 91/2025/QH15).

Owns requests for correction, terms of keeping, and lists of contents to be erased, which two people decide on.
"""
