"""Public addresses that write something down: below /en/, /fr/ and /ar/, answered by the staff process (docs/runbook.md)."""

from django.urls import path

from engagement.views import interest

app_name = "take_part"
urlpatterns = [
    path("received/<str:receipt>/", interest.interest_received, name="interest-received"),
    path("<slug:slug>/", interest.interest_express, name="interest-express"),
]
