from django.contrib.admin.apps import AdminConfig


class EngineRoomConfig(AdminConfig):
    """Django's admin with our own doorkeeper."""

    default_site = "elo_portal.engine_room.site.EngineRoom"
