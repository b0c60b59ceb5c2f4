from django.apps import AppConfig


class SelectionConfig(AppConfig):
    name = "lovende.selection"
    label = "selection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lovende.selection.published.panel import hang_up

        hang_up()
