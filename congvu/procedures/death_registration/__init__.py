"""Death registration (đăng ký khai tử, 1.000656). No code."""
