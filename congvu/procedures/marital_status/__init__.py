"""Certificate of marital status (xác nhận tình trạng hôn nhân, 1.004873). No code."""
