"""Template tags shared by the sites."""
