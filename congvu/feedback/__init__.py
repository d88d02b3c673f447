"""Feedback (đánh giá; phản ánh, kiến nghị; khảo sát): what people say of the service, and what is answered.

Owns ratings of dossiers, petitions (PAKN) with their own states and limits, and surveys.
"""
