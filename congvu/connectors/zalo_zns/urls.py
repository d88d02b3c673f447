"""Addresses of the sandbox, named as Zalo names its own."""

from django.urls import path

from congvu.connectors.zalo_zns import client, sandbox

PLACE = "thu-nghiem/zalo"
urlpatterns = [
    path(f"{PLACE}{client.SEND}", sandbox.send, name="zalo_sandbox_send"),
    path(f"{PLACE}{client.TEMPLATE}", sandbox.template, name="zalo_sandbox_template"),
    path(f"{PLACE}{client.RENEW}", sandbox.renew, name="zalo_sandbox_renew"),
]
