"""Addresses of the arena."""

from django.urls import path

from debate.api import views as views_api
from debate.arena import views
from debate.daily import views as views_daily
from debate.fairness import disclosed, how
from debate.repertoire import views as views_repertoire
from debate.replays import embedding
from debate.replays import views as views_replay
from debate.voices import views as views_voices
from newsroom.languages.addresses import in_each_language

app_name = "debate"
urlpatterns = [
    *in_each_language(
        path("how-it-works/", how.how_it_works, name="how_it_works"),
        path("arena/", views.arena_index, name="arena"),
        path("stories/<slug:slug>/arena/", views.choose, name="choose"),
        path("stories/<slug:slug>/embed/debate/", embedding.embed, name="embed"),
        path("stories/<slug:slug>/voices/", views_voices.voices, name="voices"),
        path("stories/<slug:slug>/portraits/", views_voices.portraits, name="portraits"),
        path("stories/<slug:slug>/voices/<slug:persona>/", views_voices.voice, name="voice"),
        path("stories/<slug:slug>/voices/<slug:persona>/text/", views_voices.text, name="voice_text"),
        path("stories/<slug:slug>/voices/<slug:persona>/report/", views_voices.report, name="voice_report"),
        path("plays/<uuid:play_id>/", views.play, name="play"),
        path("plays/<uuid:play_id>/stage/", views.play_stage, name="stage"),
        path("plays/<uuid:play_id>/predict/", views.predict, name="predict"),
        path("plays/<uuid:play_id>/crossfire/", views.crossfire, name="crossfire"),
        path("plays/<uuid:play_id>/again/", views.try_again, name="try_again"),
        path("plays/<uuid:play_id>/offline/", views.go_offline, name="go_offline"),
        path("plays/<uuid:play_id>/report/", views.report, name="report"),
        path("replays/<slug:code>/", views_replay.replay, name="replay"),
        path("daily/", views_daily.today, name="daily"),
        path("daily/<str:day>/", views_daily.past, name="daily_past"),
        path("daily/<str:day>/card.png", views_daily.card, name="daily_card"),
        path("replays/<slug:code>/card.png", views_replay.replay_card, name="replay_card"),
    ),
    # Once, whatever language one reads: what machines ask for.
    path("api/v1/debates", views_api.debates, name="api_debates"),
    path("api/v1/debates/<int:id>", views_api.debate, name="api_debate"),
    path("ai-disclosure.json", disclosed.ai_disclosure, name="ai_disclosure"),
    path("plays/<uuid:play_id>.json", views.play_json, name="play_json"),
    path("schema/debate.json", views_repertoire.debate_schema, name="debate_schema"),
    path("schema/voice.json", views_repertoire.voice_schema, name="voice_schema"),
]
