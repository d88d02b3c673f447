"""Registration of temporary residence (đăng ký tạm trú, 1.004194). No code."""
