"""Work files (hồ sơ công việc): the yearly list of files, what was collected in each, closed and handed over.

Owns retention periods, lists, files, the place of documents in files and hand-overs to the agency's archive
(NĐ 30/2020 Đ.28-32, Annex V; Luật Lưu trữ 2024). Documents stand in files without being copied.
"""
