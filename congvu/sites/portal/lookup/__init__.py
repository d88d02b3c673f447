"""Portal: public look-up of a dossier by its code."""
