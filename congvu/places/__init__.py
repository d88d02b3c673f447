"""Places (địa bàn): administrative units with dates, before and after 1 July 2025; addresses."""
