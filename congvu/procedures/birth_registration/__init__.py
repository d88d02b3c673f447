"""Birth registration (đăng ký khai sinh), 1.001193: a sheet, a result template and a filled sample. No code."""
