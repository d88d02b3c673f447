"""Lives: what happens next to a dossier or a document, and who does it."""
