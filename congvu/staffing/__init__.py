"""Staffing (tổ chức cán bộ): agencies and officials in and out by Excel, words to officials about their accounts."""
