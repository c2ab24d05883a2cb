"""Addresses of the staff area, below `/staff/`."""

from django.urls import path

from engagement.views import audit, coding, conversations, organizations, previews, recording, reports, review, work

app_name = "engagement"
urlpatterns = [
    path("", work.home, name="home"),
    path("organizations/search/", organizations.organization_search, name="organization-search"),
    path("conversations/", conversations.conversation_list, name="conversation-list"),
    path("conversations/new/", recording.conversation_new, name="conversation-new"),
    path("conversations/new/<uuid:token>/", recording.conversation_create, name="conversation-create"),
    path("conversations/drafts/<uuid:pk>/", recording.draft_save, name="draft-save"),
    path("conversations/drafts/<uuid:pk>/discard/", recording.draft_discard, name="draft-discard"),
    path("conversations/<uuid:pk>/", conversations.conversation_detail, name="conversation-detail"),
    path("conversations/<uuid:pk>/edit/", recording.conversation_edit, name="conversation-edit"),
    path("conversations/<uuid:pk>/submit/", review.conversation_submit, name="conversation-submit"),
    path("conversations/<uuid:pk>/code/", coding.conversation_code, name="conversation-code"),
    path("conversations/<uuid:pk>/summarize/", coding.conversation_summarize, name="conversation-summarize"),
    path("codings/<uuid:pk>/remove/", coding.coding_remove, name="coding-remove"),
    path("conversations/<uuid:pk>/review/", review.conversation_review, name="conversation-review"),
    path("conversations/<uuid:pk>/accept/", review.conversation_accept, name="conversation-accept"),
    path("conversations/<uuid:pk>/return/", review.conversation_return, name="conversation-return"),
    path("conversations/<uuid:pk>/withdraw/", review.conversation_withdraw, name="conversation-withdraw"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_create, name="report-create"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:pk>/progress/", reports.report_progress, name="report-progress"),
    path("reports/<uuid:pk>/preview/<slug:language>/", previews.report_preview, name="report-preview"),
    path("reports/<uuid:pk>/release/", reports.report_release, name="report-release"),
    path("reports/<uuid:pk>/cancel/", reports.report_cancel, name="report-cancel"),
    path("audit/", audit.audit_list, name="audit-list"),
]
