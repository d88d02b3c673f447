"""Queueing (lượt chờ): appointments, tickets, counters and the call, for the hall of a one-stop desk."""
