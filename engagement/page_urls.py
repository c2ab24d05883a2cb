"""Public addresses that write something down: below /en/, /fr/ and /ar/, answered by the staff process (docs/runbook.md)."""

from django.urls import path

from engagement.views import interest, news, writing

app_name = "take_part"
urlpatterns = [
    path("news/", news.news_ask, name="news-ask"),
    path("news/yes/<uuid:pk>/<str:given>/", news.news_confirm, name="news-confirm"),
    path("news/mine/<uuid:pk>/<str:given>/", news.news_manage, name="news-manage"),
    path("news/leave/<uuid:pk>/<str:given>/", news.news_leave, name="news-leave"),
    path("write/", writing.enquiry_write, name="enquiry-write"),
    path("written/<str:receipt>/", writing.enquiry_received, name="enquiry-received"),
    path("your-words/<str:token>/", writing.speak_back, name="speak-back"),
    path("received/<str:receipt>/", interest.interest_received, name="interest-received"),
    path("<slug:slug>/", interest.interest_express, name="interest-express"),
]
