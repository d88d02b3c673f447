"""Delivery (trả kết quả): who took a result at the desk, and what goes by post (bưu chính) with its tracking."""
