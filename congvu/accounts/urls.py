"""Addresses of log-in for officials. Each is named, so that allauth's sign-up and password mail stay out of reach."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import include, path

from congvu.accounts import views

urlpatterns = [
    path("staff/", views.entrance, name="entrance"),
    path("staff/login/", account.login, name="account_login"),
    path("staff/logout/", account.logout, name="account_logout"),
    path("staff/reauth/", account.reauthenticate, name="account_reauthenticate"),
    path("staff/inactive/", account.account_inactive, name="account_inactive"),
    path("staff/password/", account.password_change, name="account_change_password"),
    path("staff/2fa/", include("allauth.mfa.urls")),
    path("staff/loi-moi/<str:token>/", views.invitation, name="invitation"),
    path("staff/demo-code/", views.demo_codes, name="demo_codes"),
    path("vao/phien/", views.own_sessions, name="own_sessions"),
    path("vao/loi/", social.login_error, name="socialaccount_login_error"),
    path("vao/huy/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("vao/", views.no_sign_up, name="socialaccount_signup"),
    path("vao/thoat/", views.citizen_logout, name="citizen_logout"),
]
