"""VNeID: citizens and organisations log in with their national electronic identity (NĐ 69/2024)."""
