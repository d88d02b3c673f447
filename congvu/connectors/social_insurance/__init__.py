"""The line to the system of social insurance: dossiers go over, states, dates and results come back."""
