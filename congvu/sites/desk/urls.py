"""Addresses of the desk."""

from django.urls import URLPattern, URLResolver, include, path

from congvu.sites.desk import absences, books, manual, sharing, todo
from congvu.sites.desk.approvals import own_token
from congvu.sites.desk.approvals import views as approvals
from congvu.sites.desk.dossiers import acting, beside, entry, lists, posting, reading, scanning, signing, visits
from congvu.sites.desk.figures import board, scores
from congvu.sites.desk.hall import views as hall
from congvu.sites.desk.payments import cashbook, cashier
from congvu.sites.desk.petitions import lists as petition_lists
from congvu.sites.desk.petitions import page as petitions
from congvu.sites.desk.vault import views as vault

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", lists.mine, name="home"),
    path("can-lam/", todo.page, name="todo"),
    path("tiep-nhan/", lists.reception, name="reception"),
    path("nhap-ho-so/", entry.choose, name="entry"),
    path("nhap-ho-so/xong/<uuid:public_id>/", visits.entered, name="entered"),
    path("nhap-ho-so/xong/<uuid:public_id>/giay-hen/", visits.receipt, name="visit_receipt"),
    path("nhap-ho-so/<str:code>/", entry.fill, name="entry_fill"),
    path("luot-cho/", hall.page, name="hall"),
    path("luot-cho/<slug:deed>/", hall.deed, name="hall_deed"),
    path("cho-ky/", signing.waiting, name="sign"),
    path("cho-ky/ky/", signing.sign_chosen, name="sign_chosen"),
    path("cho-ky/trinh/", signing.lay_chosen, name="sign_lay"),
    path("ky/", approvals.listing, name="approvals"),
    path("ky/<uuid:public_id>/", approvals.request_page, name="approval"),
    path("ky/<uuid:public_id>/xac-nhan/", approvals.confirm, name="approval_confirm"),
    path("ky/<uuid:public_id>/token/chuan-bi/", own_token.prepare, name="approval_token_prepare"),
    path("ky/<uuid:public_id>/token/", own_token.confirm, name="approval_token"),
    path("ky/<uuid:public_id>/bo-ra/", approvals.leave_out, name="approval_leave_out"),
    path("ky/<uuid:public_id>/tu-choi/", approvals.refuse, name="approval_refuse"),
    path("ky/<uuid:public_id>/van-ban/<int:position>/", approvals.paper, name="approval_paper"),
    path("ky/<uuid:public_id>/van-ban/<int:position>/tep/", approvals.file, name="approval_file"),
    path("tra-ket-qua/", lists.returns, name="returns"),
    path("tra-ket-qua/in/", lists.print_results, name="print_results"),
    path("tra-ket-qua/buu-chinh/", posting.under_way, name="posts"),
    path("cham-han/", lists.late, name="late"),
    path("thu-phi/", cashier.waiting, name="cashier"),
    path("thu-phi/so-quy/", cashbook.page, name="cashbook"),
    path("thu-phi/so-quy/in/", cashbook.printed, name="cashbook_print"),
    path("thu-phi/<uuid:public_id>/", cashier.charge, name="charge"),
    path("bien-lai/<uuid:public_id>/", cashier.receipt, name="receipt"),
    path("so/", books.shelf, name="books"),
    path("so/<int:book_id>/", books.book, name="book"),
    path("so/<int:book_id>/excel/", books.excel, name="book_excel"),
    path("so/<int:book_id>/in/", books.printed, name="book_print"),
    path("so/<int:book_id>/khoa/", books.close, name="book_close"),
    path("huong-dan/", manual.own, name="manual"),
    path("huong-dan/<slug:slug>/", manual.show, name="manual_page"),
    path("tim/", lists.search, name="search"),
    path("vang-mat/", absences.page, name="absences"),
    path("vang-mat/<int:absence_id>/tro-lai/", absences.end, name="absence_end"),
    path("chia-viec/", sharing.page, name="sharing"),
    path("dieu-hanh/", board.board, name="board"),
    path("dieu-hanh/excel/", board.download, name="board_excel"),
    path("dieu-hanh/diem/", scores.scores, name="scores"),
    path("dieu-hanh/diem/ho-so/<slug:measure>/", scores.losing, name="scores_dossiers"),
    path("dieu-hanh/ho-so/<slug:column>/", board.behind, name="board_dossiers"),
    path("phan-anh/", petition_lists.listing, name="petitions"),
    path("phan-anh/ghi/", petition_lists.record, name="petition_record"),
    path("phan-anh/<uuid:public_id>/", petitions.petition, name="petition"),
    path("phan-anh/<uuid:public_id>/tep/<uuid:use_id>/", petitions.file, name="petition_file"),
    path("phan-anh/<uuid:public_id>/viec/<slug:deed>/", petitions.deed, name="petition_deed"),
    path("van-ban/den/", include("congvu.sites.desk.incoming.urls")),
    path("nhiem-vu/", include("congvu.sites.desk.assignments.urls")),
    path("ho-so-cong-viec/", include("congvu.sites.desk.workfiles.urls")),
    path("kho/", vault.papers, name="vault"),
    path("kho/<uuid:public_id>/", vault.paper, name="vault_paper"),
    path("kho/<uuid:public_id>/tep/", vault.file, name="vault_file"),
    path("kho/<uuid:public_id>/ket-thuc/", vault.end, name="vault_end"),
    path("van-ban/", include("congvu.sites.desk.documents.urls")),
    path("ho-so/<uuid:public_id>/", reading.dossier, name="dossier"),
    path("ho-so/<uuid:public_id>/tep/<uuid:use_id>/", reading.file, name="file"),
    path("ho-so/<uuid:public_id>/du-thao/", signing.draft, name="draft"),
    path("ho-so/<uuid:public_id>/kiem-soat/", reading.control_sheet, name="control_sheet"),
    path("ho-so/<uuid:public_id>/kiem-soat/in/", reading.print_control_sheet, name="print_control_sheet"),
    path("ho-so/<uuid:public_id>/qua-trinh/in/", reading.print_course, name="print_course"),
    path("ho-so/<uuid:public_id>/nhan-bia/in/", reading.print_label, name="print_label"),
    path("ho-so/<uuid:public_id>/giay-to/<int:paper_id>/", beside.check_paper, name="check_paper"),
    path("ho-so/<uuid:public_id>/giay-to/<int:paper_id>/mat/", beside.remove_secret, name="remove_secret"),
    path("ho-so/<uuid:public_id>/ban-quet/", scanning.scans, name="scans"),
    path("ho-so/<uuid:public_id>/ban-quet/<uuid:use_id>/", scanning.scan, name="scan"),
    path("ho-so/<uuid:public_id>/ban-quet/<uuid:use_id>/<int:number>/", scanning.page, name="scan_page"),
    path("ho-so/<uuid:public_id>/buu-chinh/", posting.post, name="post"),
    path("ho-so/<uuid:public_id>/nhan-tin/", beside.message, name="message"),
    path("ho-so/<uuid:public_id>/viec/<slug:action>/", acting.act, name="act"),
]
