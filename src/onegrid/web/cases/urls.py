from django.urls import path

from onegrid.web.cases import files, views

urlpatterns = [
    path("cases/<str:number>/", views.case, name="case"),
    path("cases/<str:number>/moves/<slug:key>/", views.move, name="move"),
    path("cases/<str:number>/reply/", views.reply, name="case-reply"),
    path("cases/<str:number>/note/", views.note, name="case-note"),
    path("cases/<str:number>/contact/", views.contact, name="case-contact"),
    path("cases/<str:number>/diagram/", views.diagram, name="case-diagram"),
    path("cases/<str:number>/file.pdf", views.case_file, name="case-file"),
    path("files/<int:pk>/", files.attachment, name="attachment"),
]
