"""Registration of household businesses (đăng ký thành lập hộ kinh doanh, 1.001612). No code."""
