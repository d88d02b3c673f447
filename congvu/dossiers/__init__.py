"""Dossiers (hồ sơ TTHC): bundles, dossiers, legs, clock entries, promises."""
