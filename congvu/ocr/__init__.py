"""Reading of scans (nhận dạng chữ, OCR): the words of a scanned content, and a searchable copy beside the original.

Owns each reading with its progress. The programs that read are optional (Debian: ``ocrmypdf tesseract-ocr-vie``).
"""
