"""The national list of procedures (danh mục TTHC) as a table: read, checked row by row, made into sheets."""
