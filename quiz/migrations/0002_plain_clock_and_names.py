"""A round is timed by one clock, what a run earned is the ledger's alone, and two models get names of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0001_quiz")]

    operations = [
        migrations.RenameModel("Daily", "DailyQuiz"),
        migrations.RenameModel("Round", "QuizRound"),
        migrations.RemoveField("quizround", "shown_ticks_ms"),
        migrations.RemoveField("quizround", "shown_boot"),
        migrations.RemoveField("run", "xp"),
        migrations.AlterField(
            "run",
            "xp_reason",
            models.CharField(blank=True, help_text="How its XP came about, in words.", max_length=200),
        ),
    ]
