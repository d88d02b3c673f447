"""Portal (cổng dịch vụ công): screens for citizens."""
