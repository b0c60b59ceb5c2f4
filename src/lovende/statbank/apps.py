from django.apps import AppConfig


class StatbankConfig(AppConfig):
    name = "lovende.statbank"
    label = "statbank"
    default_auto_field = "django.db.models.BigAutoField"
