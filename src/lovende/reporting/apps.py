from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "lovende.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lovende.awards.following import on_award, on_change
        from lovende.reporting.expecting import expect_reports
        from lovende.reporting.panels import hang_up

        on_award(expect_reports)
        on_change(expect_reports)
        hang_up()
