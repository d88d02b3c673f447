"""Surveys: what the province asks, and what people answered."""
