from django.urls import path

from onegrid.web.office import areas, areas_upload, bereft, keys, people, person, record

urlpatterns = [
    path("people/", people.people, name="office-people"),
    path("people/new/", people.new_person, name="office-person-new"),
    path("people/seats/", people.seats, name="office-seats"),
    path("people/bereft/", bereft.bereft, name="office-bereft"),
    path("people/organisations/", people.organisations, name="office-organisations"),
    path("people/<int:person>/", person.person, name="office-person"),
    path("people/<int:person>/change/", person.change, name="office-person-change"),
    path("people/<int:person>/password/", person.password, name="office-person-password"),
    path("people/<int:person>/post/", person.fill, name="office-post-fill"),
    path("people/<int:person>/certificate/", person.certify, name="office-certify"),
    path("posts/<int:pk>/end/", person.end, name="office-post-end"),
    path("certificates/<int:pk>/remove/", person.uncertify, name="office-uncertify"),
    path("areas/", areas.areas, name="office-areas"),
    path("areas/upload/", areas_upload.upload, name="office-area-upload"),
    path("areas/<int:pk>/", areas.plan, name="office-plan"),
    path("areas/<int:pk>/map.svg", areas.picture, name="office-plan-picture"),
    path("areas/<int:pk>/adopt/", areas.adopt, name="office-plan-adopt"),
    path("areas/<int:pk>/start/", areas.start, name="office-plan-start"),
    path("areas/<int:pk>/areas.<slug:key>", areas.download, name="office-plan-download"),
    path("record/", record.journal, name="office-record"),
    path("record/contacts/", record.readings, name="office-readings"),
    path("record/anchors/", record.anchors, name="office-anchors"),
    path("record/anchors/<int:pk>/", record.anchor, name="office-anchor"),
    path("record/verification/", record.verification, name="office-verification"),
    path("keys/", keys.keys, name="office-keys"),
    path("keys/<int:pk>/revoke/", keys.revoke, name="office-key-revoke"),
]
