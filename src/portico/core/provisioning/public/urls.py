"""Where directories knock: /scim/v2/<connection>/…"""

from django.urls import path

from . import views

app_name = "provisioning"
prefix = "scim/v2/"
urlpatterns = [
    path("<uuid:scimconnection_id>/", views.scim, {"resource": ""}, name="root"),
    path("<uuid:scimconnection_id>/<path:resource>", views.scim, name="scim"),
]
