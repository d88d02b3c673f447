"""Detailed planning 1/500: appraised and approved (phê duyệt quy hoạch chi tiết, 1.003141). No code."""
