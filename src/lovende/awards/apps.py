"""What follows a decision: grants by year, instalments, conditions, changes, meetings, reminders."""

from django.apps import AppConfig


class AwardsConfig(AppConfig):
    name = "lovende.awards"
    label = "awards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from lovende.assessments.following import on_announcement, on_decision
        from lovende.assessments.likeness import on_own_measures
        from lovende.awards.public import hang_up
        from lovende.awards.register import measures_of
        from lovende.awards.reminding.due import register_own
        from lovende.awards.starting import announce_award, follow_decision

        on_decision(follow_decision)
        on_announcement(announce_award)
        on_own_measures(measures_of)
        register_own()
        hang_up()
