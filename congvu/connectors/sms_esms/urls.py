"""Addresses of the sandbox, named as the gateway names its own."""

from django.urls import path

from congvu.connectors.sms_esms import client, sandbox

PLACE = "thu-nghiem/esms"
urlpatterns = [
    path(f"{PLACE}{client.SEND}", sandbox.send, name="sms_sandbox_send"),
    path(f"{PLACE}{client.BALANCE}", sandbox.balance, name="sms_sandbox_balance"),
]
