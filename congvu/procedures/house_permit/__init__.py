"""Building permit of a single house (cấp giấy phép xây dựng mới nhà ở riêng lẻ, 1.013225). No code."""
