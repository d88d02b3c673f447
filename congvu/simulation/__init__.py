"""Simulation (mô phỏng): an invented city at work, so that the demo and the bench have a past that was really lived.

It invents people and what they want, and lets officials with speed, absences and errors do the real operations at the
simulated time. It owns the plan of a run and how far it has come; everything else belongs to the modules it drives.
"""
