"""``make torture``: processes are killed at random moments while people work; nothing is lost by it, nothing twice."""
