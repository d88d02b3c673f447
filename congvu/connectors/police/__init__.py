"""The line to the police's system: dossiers go over, states, dates and results come back."""
