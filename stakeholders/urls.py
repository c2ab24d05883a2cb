"""Addresses of the registry's staff pages, below `/staff/`."""

from django.urls import path

from stakeholders.views import duplicates, influence, organizations, people

app_name = "stakeholders"
urlpatterns = [
    path("organizations/", organizations.organization_list, name="organization-list"),
    path("organizations/export/", organizations.organization_export, name="organization-export"),
    path("organizations/new/", organizations.organization_create, name="organization-create"),
    path("organizations/alike/", organizations.organization_alike, name="organization-alike"),
    path("organizations/duplicates/", duplicates.duplicate_list, name="duplicate-list"),
    path("organizations/map/", influence.influence_map, name="influence-map"),
    path("organizations/merges/<uuid:pk>/undo/", duplicates.merge_undo, name="merge-undo"),
    path("organizations/<uuid:pk>/edit/", organizations.organization_edit, name="organization-edit"),
    path("organizations/<uuid:pk>/archive/", organizations.organization_archive, name="organization-archive"),
    path("organizations/<uuid:pk>/restore/", organizations.organization_restore, name="organization-restore"),
    path("organizations/<uuid:pk>/place/", influence.organization_place, name="organization-place"),
    path("organizations/<uuid:pk>/merge/<uuid:other>/", duplicates.organization_merge, name="organization-merge"),
    path("organizations/<uuid:pk>/apart/<uuid:other>/", duplicates.organization_apart, name="organization-apart"),
    path("organizations/<uuid:pk>/people/new/", people.person_create, name="person-create"),
    path("people/<uuid:pk>/", people.person_edit, name="person-edit"),
    path("people/<uuid:pk>/consent/", people.consent_record, name="consent-record"),
    path("affiliations/<uuid:pk>/", people.affiliation_edit, name="affiliation-edit"),
]
