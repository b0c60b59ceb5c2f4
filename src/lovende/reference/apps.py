from django.apps import AppConfig


class ReferenceConfig(AppConfig):
    name = "lovende.reference"
    label = "reference"
