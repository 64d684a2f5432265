"""Addresses of the stories app."""

from django.urls import path
from django.views.generic import RedirectView

from newsroom.languages.addresses import in_each_language
from stories import embeds, feeds, share, views, views_preview, views_site
from stories.api import views as views_api
from stories.letters import views as letters

app_name = "stories"
urlpatterns = [
    *in_each_language(
        path("", views.front, name="front"),
        path("since/", views.front_since, name="front_since"),
        path("stories/", RedirectView.as_view(pattern_name="stories:front")),  # for those who trim an address
        path("stories/<slug:slug>/", views.story, name="story"),
        path("stories/<slug:slug>/changes/", views.changes, name="changes"),
        path("stories/<slug:slug>/since/", views.since, name="since"),
        path("stories/<slug:slug>/embed/", embeds.embed, name="embed"),
        path("stories/<slug:slug>/embed/timeline/", embeds.timeline, name="embed_timeline"),
        path("stories/<slug:slug>/embed/figures/", embeds.figures, name="embed_figures"),
        path("stories/<slug:slug>/follow/", letters.follow, name="follow"),
        path("stories/<slug:slug>/follow/sent/", letters.follow_sent, name="follow_sent"),
        path("letters/<slug:key>/confirm/", letters.confirm, name="letters_confirm"),
        path("letters/<slug:key>/leave/", letters.leave, name="letters_leave"),
        path("preview/<str:token>/", views_preview.preview, name="preview"),
        path("search/", views_site.search_page, name="search"),
        path("people/<slug:slug>/", views_site.person, name="person"),
        path("organisations/<slug:slug>/", views_site.organisation, name="organisation"),
        path("authors/<slug:slug>/", views_site.author, name="author"),
        path("categories/<slug:slug>/", views_site.category, name="category"),
        path("corrections/", views_site.corrections, name="corrections"),
        path("about/", views_site.about, name="about"),
        path("privacy/", views_site.privacy, name="privacy"),
    ),
    # Once, whatever language one reads: what machines ask for.
    path("stories/<slug:slug>.json", views.story_json, name="story_json"),
    path("stories/<slug:slug>.jsonld", views.story_linked, name="story_linked"),
    path("stories/<slug:slug>/feed.atom", feeds.story_feed, name="story_feed"),
    path("stories/<slug:slug>/share-<slug:digest>.png", share.share_image, name="share_image"),
    path("api/v1/openapi.json", views_api.api_openapi, name="api_openapi"),
    path("api/v1/stories", views_api.stories, name="api_stories"),
    path("api/v1/stories/<slug:slug>", views_api.story, name="api_story"),
    path("api/v1/stories/<slug:slug>/items", views_api.items, name="api_items"),
    path("api/v1/quotations", views_api.quotations, name="api_quotations"),
    path("api/v1/people", views_api.people, name="api_people"),
    path("api/v1/people/<slug:key>", views_api.person_or_its_new_key, name="api_person"),
    path("embed.js", embeds.script, name="embed_script"),
    path("oembed", embeds.oembed, name="oembed"),
    path("schema/story.json", views.schema, name="story_schema"),
    path("people/<slug:slug>/feed.atom", feeds.person_feed, name="person_feed"),
    path("organisations/<slug:slug>/feed.atom", feeds.organisation_feed, name="organisation_feed"),
    path("authors/<slug:slug>/feed.atom", feeds.author_feed, name="author_feed"),
    path("categories/<slug:slug>/feed.atom", feeds.category_feed, name="category_feed"),
    path("corrections/feed.atom", feeds.corrections_feed, name="corrections_feed"),
    path("feed.atom", feeds.site_feed, name="feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
