from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "lovende.figures"
    label = "figures"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lovende.figures.panel import hang_up

        hang_up()
