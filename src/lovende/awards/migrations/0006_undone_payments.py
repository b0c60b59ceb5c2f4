"""What was marked as paid by mistake: kept for good, and the one way from paid back to what is to be paid."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE OR REPLACE FUNCTION awards_refuse_change_of_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.state <> 'paid'
        AND (NEW.award_year_id, NEW.number, NEW.amount, NEW.due_on)
            IS NOT DISTINCT FROM (OLD.award_year_id, OLD.number, OLD.amount, OLD.due_on)
        AND EXISTS (
            SELECT FROM awards_undonepayment u JOIN awards_awardyear y ON y.award_id = u.award_id AND y.year = u.year
            WHERE y.id = OLD.award_year_id AND u.number = OLD.number AND u.amount = OLD.amount
                AND u.paid_on = OLD.paid_on AND u.at = transaction_timestamp()
        )
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'what was paid stays as it was paid' USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION awards_refuse_change_of_undone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'that a payment was undone stays on record' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER awards_undone_stays BEFORE UPDATE OR DELETE ON awards_undonepayment
    FOR EACH ROW EXECUTE FUNCTION awards_refuse_change_of_undone();
"""
BACK = """
DROP TRIGGER awards_undone_stays ON awards_undonepayment;
DROP FUNCTION awards_refuse_change_of_undone();
CREATE OR REPLACE FUNCTION awards_refuse_change_of_paid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was paid stays as it was paid' USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("awards", "0005_announced")]
    operations = [
        migrations.CreateModel(
            name="UndonePayment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("number", models.PositiveSmallIntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=14)),
                ("paid_on", models.DateField()),
                ("reason", models.CharField(max_length=300)),
                ("by", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_payments",
                        to="awards.award",
                    ),
                ),
            ],
            options={
                "verbose_name": "angret utbetaling",
                "verbose_name_plural": "angrede utbetalinger",
                "ordering": ["award", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="undone_payment_says_why"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
