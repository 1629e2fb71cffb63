"""Addresses for anybody."""

from django.urls import path, re_path

from . import brand, setup

app_name = "settings"
prefix = ""
urlpatterns = [
    path("setup/", setup.setup, name="setup"),
    re_path(r"^brand/(?P<file_hash>[0-9a-f]{64})\.css$", brand.stylesheet, name="stylesheet"),
    re_path(r"^brand/(?P<file_hash>[0-9a-f]{64})\.svg$", brand.browser_icon, name="icon"),
    re_path(r"^brand/(?P<file_hash>[0-9a-f]{64})$", brand.logo, name="logo"),
]
