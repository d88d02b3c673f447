"""Addresses of the control site."""

from django.urls import URLPattern, URLResolver, path

from congvu.sites.control import agencies, audit, calendar, health, mailbox, officials, partners, procedures
from congvu.sites.control import agencies, audit, calendar, fees, health, mailbox, officials, payments, procedures

app_name = "control"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", health.home, name="home"),
    path("hang-doi/<int:fact_id>/thu-lai/", health.retry, name="retry"),
    path("thu/<int:delivery_id>/gui-lai/", health.send_again, name="send_again"),
    path("co-quan/", agencies.listing, name="agencies"),
    path("co-quan/<int:agency_id>/", agencies.show, name="agency"),
    path("co-quan/<int:agency_id>/<slug:deed>/", agencies.change, name="agency_change"),
    path("can-bo/", officials.listing, name="officials"),
    path("can-bo/<int:official_id>/", officials.show, name="official"),
    path("can-bo/<int:official_id>/<slug:deed>/", officials.change, name="official_change"),
    path("lich/", calendar.year, name="calendar"),
    path("lich/<slug:deed>/", calendar.change, name="calendar_change"),
    path("nhat-ky/", audit.entries, name="audit"),
    path("nhat-ky/luot-xem/", audit.readings, name="readings"),
    path("nhat-ky/kiem-tra/", audit.verify, name="verify"),
    path("thu-tuc/", procedures.listing, name="procedures"),
    path("thu-tuc/<str:code>/", procedures.show, name="procedure"),
    path("doi-tac/", partners.listing, name="partners"),
    path("doi-tac/them/", partners.take_on, name="partner_take_on"),
    path("doi-tac/<int:partner_id>/", partners.show, name="partner"),
    path("doi-tac/<int:partner_id>/<slug:deed>/", partners.change, name="partner_change"),
    path("le-phi/", fees.listing, name="fees"),
    path("le-phi/<str:code>/", fees.table, name="fee_table"),
    path("le-phi/<str:code>/<int:rule_id>/het-ap-dung/", fees.end, name="fee_end"),
    path("bien-lai/", payments.receipts, name="receipts"),
    path("bien-lai/<uuid:public_id>/", payments.receipt, name="receipt"),
    path("bien-lai/<uuid:public_id>/huy/", payments.void, name="receipt_void"),
    path("thanh-toan/", payments.journal, name="payments"),
    path("doi-soat/", payments.discrepancies, name="reconciliation"),
    path("doi-soat/chay/", payments.reconcile, name="reconcile"),
    path("doi-soat/<int:discrepancy_id>/", payments.settle, name="discrepancy"),
    path("tai-khoan-thu/", payments.accounts, name="collecting_accounts"),
    path("hop-thu/", mailbox.letters, name="mailbox"),
]
