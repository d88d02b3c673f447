"""Workdays (ngày làm việc): the legal clock and the calendar it counts by."""
