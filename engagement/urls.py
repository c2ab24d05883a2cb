"""Addresses of the staff area, below `/staff/`."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from engagement.views import (
    audit,
    coding,
    conversations,
    drafting,
    due,
    listing,
    organizations,
    points,
    previews,
    profiles,
    recording,
    reports,
    review,
    second_coding,
    work,
)


class DueKind(StringConverter):
    """Which list: both have the same pages."""

    regex = "follow-ups|commitments"


register_converter(DueKind, "due")
app_name = "engagement"
urlpatterns = [
    path("", work.home, name="home"),
    path("organizations/search/", organizations.organization_search, name="organization-search"),
    path("conversations/", listing.conversation_list, name="conversation-list"),
    path("conversations/bulk/", listing.conversation_bulk, name="conversation-bulk"),
    path("conversations/columns/", listing.conversation_columns, name="conversation-columns"),
    path("conversations/views/", listing.view_save, name="view-save"),
    path("conversations/views/<uuid:pk>/delete/", listing.view_delete, name="view-delete"),
    path("organizations/<uuid:pk>/", profiles.organization_detail, name="organization-detail"),
    path("conversations/new/", recording.conversation_new, name="conversation-new"),
    path("conversations/new/<uuid:token>/", recording.conversation_create, name="conversation-create"),
    path("conversations/drafts/<uuid:pk>/", drafting.draft_save, name="draft-save"),
    path("conversations/drafts/<uuid:pk>/settle/", drafting.draft_settle, name="draft-settle"),
    path("conversations/drafts/<uuid:pk>/discard/", drafting.draft_discard, name="draft-discard"),
    path("signed-in/", drafting.signed_in, name="signed-in"),
    path("conversations/<uuid:pk>/", conversations.conversation_detail, name="conversation-detail"),
    path("conversations/<uuid:pk>/edit/", recording.conversation_edit, name="conversation-edit"),
    path("conversations/<uuid:pk>/submit/", review.conversation_submit, name="conversation-submit"),
    path("conversations/<uuid:pk>/code/", coding.conversation_code, name="conversation-code"),
    path("conversations/<uuid:pk>/summarize/", coding.conversation_summarize, name="conversation-summarize"),
    path("codings/<uuid:pk>/remove/", coding.coding_remove, name="coding-remove"),
    path("conversations/<uuid:pk>/code/undo/", coding.coding_undo, name="coding-undo"),
    path("conversations/<uuid:pk>/code/redo/", coding.coding_redo, name="coding-redo"),
    path("agreement/", second_coding.agreement_list, name="agreement-list"),
    path("agreement/<uuid:pk>/", second_coding.agreement_detail, name="agreement-detail"),
    path("agreement/<uuid:pk>/themes/<str:code>/", second_coding.agreement_decide, name="agreement-decide"),
    path("agreement/<uuid:pk>/code/", second_coding.second_code, name="second-code"),
    path("agreement/<uuid:pk>/submit/", second_coding.second_code_submit, name="second-code-submit"),
    path("second-codes/<uuid:pk>/remove/", second_coding.second_code_remove, name="second-code-remove"),
    path("points/<uuid:pk>/", points.point_detail, name="point-detail"),
    path("points/<uuid:pk>/place/", points.point_place, name="point-place"),
    path("points/<uuid:pk>/confirm/", points.point_confirm, name="point-confirm"),
    path("points/<uuid:pk>/rate/", points.point_rate, name="point-rate"),
    path("points/<uuid:pk>/let-out/", points.point_let_out, name="point-let-out"),
    path("conversations/<uuid:pk>/review/", review.conversation_review, name="conversation-review"),
    path("conversations/<uuid:pk>/accept/", review.conversation_accept, name="conversation-accept"),
    path("conversations/<uuid:pk>/return/", review.conversation_return, name="conversation-return"),
    path("conversations/<uuid:pk>/withdraw/", review.conversation_withdraw, name="conversation-withdraw"),
    path("conversations/<uuid:pk>/<due:kind>/new/", due.due_create, name="due-create"),
    path("<due:kind>/", due.due_list, name="due-list"),
    path("due.ics", due.due_calendar_mine, name="due-calendar-mine"),
    path("<due:kind>/<uuid:pk>/", due.due_detail, name="due-detail"),
    path("<due:kind>/<uuid:pk>/edit/", due.due_edit, name="due-edit"),
    path("<due:kind>/<uuid:pk>/move/", due.due_move, name="due-move"),
    path("<due:kind>/<uuid:pk>/begin/", due.due_begin, name="due-begin"),
    path("<due:kind>/<uuid:pk>/complete/", due.due_complete, name="due-complete"),
    path("<due:kind>/<uuid:pk>/cancel/", due.due_cancel, name="due-cancel"),
    path("<due:kind>/<uuid:pk>/reopen/", due.due_reopen, name="due-reopen"),
    path("<due:kind>/<uuid:pk>/due.ics", due.due_calendar, name="due-calendar"),
    path("commitments/<uuid:pk>/wording/", due.commitment_word, name="commitment-word"),
    path("commitments/<uuid:pk>/report-back/", due.commitment_report_back, name="commitment-report-back"),
    path("reports/", reports.report_list, name="report-list"),
    path("reports/new/", reports.report_create, name="report-create"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report-detail"),
    path("reports/<uuid:pk>/progress/", reports.report_progress, name="report-progress"),
    path("reports/<uuid:pk>/preview/<slug:language>/", previews.report_preview, name="report-preview"),
    path("reports/<uuid:pk>/release/", reports.report_release, name="report-release"),
    path("reports/<uuid:pk>/cancel/", reports.report_cancel, name="report-cancel"),
    path("audit/", audit.audit_list, name="audit-list"),
]
