"""Marriage registration (đăng ký kết hôn, 1.000894). No code."""
