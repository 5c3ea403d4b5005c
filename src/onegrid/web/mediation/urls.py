from django.urls import path

from onegrid.web.mediation import (
    actions,
    agenda,
    bringing,
    dates,
    figures,
    lists,
    mediators,
    page,
    papers,
    scans,
    session_file,
    signing,
)

urlpatterns = [
    path("disputes/", bringing.bring, name="bring-dispute"),
    path("disputes/dates/<str:secret>/", dates.dates, name="mediation-dates"),
    path("disputes/dates/<str:secret>/session.ics", dates.calendar, name="mediation-dates-calendar"),
    path("mediation/", lists.disputes, name="mediation"),
    path("mediation/agenda/", agenda.agenda, name="mediation-agenda"),
    path("mediation/new/", bringing.bring_for_somebody, name="mediation-new"),
    path("mediation/figures/", figures.figures, name="mediation-figures"),
    path("mediation/mediators/", mediators.mediators, name="mediation-mediators"),
    path("mediation/mediators/<int:person>/", mediators.mediator, name="mediation-mediator"),
    path("mediation/experts/", mediators.experts, name="mediation-experts"),
    path("mediation/scans/<int:pk>/", scans.scan, name="mediation-scan"),
    path("mediation/sessions/<int:pk>/session.ics", session_file.invitation, name="mediation-invitation"),
    path("mediation/<str:number>/", page.dispute, name="mediation-case"),
    path("mediation/<str:number>/file/", page.confidential, name="mediation-confidential"),
    path("mediation/<str:number>/signing/<int:pk>/", signing.signing, name="mediation-signing"),
    path("mediation/<str:number>/papers/<slug:key>/", papers.paper, name="mediation-paper"),
    path("mediation/<str:number>/do/<slug:key>/", actions.action, name="mediation-action"),
]
