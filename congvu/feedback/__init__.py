"""Feedback (đánh giá): what citizens say of the service they got."""
