"""Statistics that anybody may read: how well the province serves."""
