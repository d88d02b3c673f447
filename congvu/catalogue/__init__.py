"""Catalogue (danh mục thủ tục): procedures and their dated versions."""
