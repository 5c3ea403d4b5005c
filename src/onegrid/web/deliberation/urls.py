from django.urls import path

from onegrid.web.deliberation import acting, hosting, meetings, public

urlpatterns = [
    path("talks/", public.topics, name="topics"),
    path("talks/who/", acting.show_who, name="talk-who"),
    path("talks/raise/", acting.raise_one, name="topic-raise"),
    path("talks/meetings.ics", meetings.calendar, name="meetings-calendar"),
    path("talks/meetings/", meetings.meetings, name="meetings"),
    path("talks/<str:topic>/", public.topic_page, name="topic"),
    path("talks/<str:topic>/drafts/", public.drafts, name="topic-drafts"),
    path("talks/<str:topic>/picture/", public.picture, name="topic-picture"),
    path("talks/<str:topic>/votes.csv", public.votes_csv, name="topic-votes"),
    path("talks/<str:topic>/votes.json", public.votes_json, name="topic-votes-json"),
    path("talks/<str:topic>/photos/<int:photo>/", meetings.photo, name="meeting-photo"),
    path("talks/<str:topic>/support/", acting.support, name="topic-support"),
    path("talks/<str:topic>/say/", acting.say_one, name="topic-say"),
    path("talks/<str:topic>/answer/", acting.answer_one, name="topic-answer"),
    path("talks/<str:topic>/vote/", acting.vote, name="topic-vote"),
    path("talks/<str:topic>/remark/", acting.remark, name="topic-remark"),
    path("talks/<str:topic>/meetings/<int:meeting>.ics", meetings.meeting_file, name="meeting-file"),
    path("talks/<str:topic>/here/<str:token>/", meetings.here, name="meeting-here"),
    path("host/talks/", hosting.hosted, name="hosted"),
    path("host/talks/new/", hosting.new, name="hosted-new"),
    path("host/talks/<str:topic>/", hosting.hosted_topic, name="hosted-topic"),
    path("host/talks/<str:topic>/door/<int:meeting>/", meetings.door, name="meeting-door"),
    path("host/talks/<str:topic>/<slug:step>/", hosting.take_step, name="hosted-step"),
]
