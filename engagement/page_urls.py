"""Public addresses that write something down: below /en/, /fr/ and /ar/, answered by the staff process (docs/runbook.md)."""

from django.urls import path

from engagement.views import interest, writing

app_name = "take_part"
urlpatterns = [
    path("write/", writing.enquiry_write, name="enquiry-write"),
    path("written/<str:receipt>/", writing.enquiry_received, name="enquiry-received"),
    path("your-words/<str:token>/", writing.speak_back, name="speak-back"),
    path("received/<str:receipt>/", interest.interest_received, name="interest-received"),
    path("<slug:slug>/", interest.interest_express, name="interest-express"),
]
