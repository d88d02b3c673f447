"""First registration of land with its certificate (đăng ký, cấp Giấy chứng nhận lần đầu, 1.012753). No code."""
