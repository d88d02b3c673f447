"""Registration of permanent residence (đăng ký thường trú, 1.004222). No code."""
