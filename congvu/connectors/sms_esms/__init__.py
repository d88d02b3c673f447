"""SMS under the agency's brand name (tin nhắn thương hiệu) through the eSMS gateway."""
