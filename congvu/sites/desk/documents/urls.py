"""Addresses of documents at the desk, below ``/desk/van-ban/``: what every document has, and outgoing ones."""

from django.urls import path

from congvu.sites.desk.documents import (
    access,
    board,
    copying,
    letterheads,
    lists,
    minor_books,
    page,
    powers,
    registers,
    viewer,
    writing,
)

urlpatterns = [
    path("", lists.waiting, name="documents"),
    path("di/trinh-ky/", lists.lay_for_signing, name="documents_lay"),
    path("dieu-hanh/", board.board, name="documents_board"),
    path("dieu-hanh/bao-cao/", board.file, name="documents_board_file"),
    path("tim/", lists.search, name="document_search"),
    path("tim/luu/", lists.keep_search, name="document_search_keep"),
    path("di/cua-toi/", lists.own, name="documents_own"),
    path("di/da-phat-hanh/", lists.issued, name="documents_issued"),
    path("di/soan/", writing.new, name="document_new"),
    path("di/so/", registers.shelf, name="document_books"),
    path("di/so/<int:book_id>/", registers.book, name="document_book"),
    path("di/so/<int:book_id>/in/", registers.printed, name="document_book_print"),
    path("di/so/<int:book_id>/excel/", registers.excel, name="document_book_excel"),
    path("di/so/buu-dien/", minor_books.posted, name="document_posted_book"),
    path("di/so/ban-luu/", minor_books.kept, name="document_kept_book"),
    path("di/tham-quyen-ky/", powers.page, name="signing_powers"),
    path("di/the-thuc/", letterheads.page, name="letterhead"),
    path("<uuid:public_id>/", page.document, name="document"),
    path("<uuid:public_id>/sua/", writing.edit, name="document_edit"),
    path("<uuid:public_id>/quyen/", access.page, name="document_access"),
    path("<uuid:public_id>/sao/", copying.ask, name="document_copy"),
    path("<uuid:public_id>/xem/", viewer.viewer, name="document_viewer"),
    path("<uuid:public_id>/xem/trang/<int:number>/", viewer.picture, name="document_picture"),
    path("<uuid:public_id>/xem/gop-y/", viewer.annotate, name="document_annotate"),
    path("<uuid:public_id>/ban-in/", page.paper, name="document_paper"),
    path("<uuid:public_id>/chu-ky/", page.signatures, name="document_signatures"),
    path("<uuid:public_id>/tep/<uuid:use_id>/", page.file, name="document_file"),
    path("<uuid:public_id>/viec/<slug:deed>/", page.deed, name="document_deed"),
]
