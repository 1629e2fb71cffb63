"""Every surface, assembled from the contexts that have one."""

urlpatterns: list[object] = []
