"""Portal: public notices (niêm yết công khai)."""
