"""Portal: appointments, and what stands in the hall: kiosk, ticket, board."""
