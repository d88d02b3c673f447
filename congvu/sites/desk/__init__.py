"""Desk (bàn làm việc): screens for officials."""
