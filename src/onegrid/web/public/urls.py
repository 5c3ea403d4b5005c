from django.urls import path

from onegrid.web.public import around, home, reporting, scanning, tracking

urlpatterns = [
    path("", home.home, name="home"),
    path("where.json", home.where, name="where"),
    path("report/", reporting.report, name="report"),
    path("report/similar/", around.similar, name="similar"),
    path("r/<str:code>/", scanning.scanned, name="scanned"),
    path("sheets/", scanning.sheets, name="sheets"),
    path("sheets/sheets.pdf", scanning.sheets_pdf, name="sheets-pdf"),
    path("around/", around.around, name="around"),
    path("around/points.json", around.around_points, name="around-points"),
    path("around/me-too/", around.me_too, name="me-too"),
    path("report/done/", reporting.filed, name="filed"),
    path("report/photos/<str:submission>/<str:key>/", reporting.staged_photo, name="staged-photo"),
    path("my/report/", reporting.report_for_somebody, name="file"),
    path("track/", tracking.track, name="track"),
    path("track/<str:number>/", tracking.tracked, name="tracked"),
    path("track/<str:number>/<slug:key>/", tracking.reporter_move, name="reporter-move"),
    path("t/<str:number>/<str:secret>/", tracking.tracking_link, name="tracking-link"),
]
