"""Identity card for people of 14 and older (cấp thẻ căn cước từ đủ 14 tuổi, 2.000200). No code."""
