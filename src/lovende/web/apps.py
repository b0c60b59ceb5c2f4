from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "lovende.web"
    label = "web"
