"""Addresses of appointments and of the hall."""

from django.urls import path

from congvu.sites.portal.hall import booking, turns

urlpatterns = [
    path("dat-lich/<str:code>/", booking.book, name="book"),
    path("lich-hen/", booking.appointments, name="appointments"),
    path("lich-hen/<str:code>/huy/", booking.cancel, name="appointment_cancel"),
    path("ki-ot/<uuid:key>/", turns.kiosk, name="kiosk"),
    path("luot-cho/<uuid:public_id>/", turns.ticket, name="ticket"),
    path("luot-cho/<uuid:public_id>/in/", turns.printed, name="ticket_print"),
    path("bang-goi-so/<str:code>/", turns.board, name="hall_board"),
]
