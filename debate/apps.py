from django.apps import AppConfig


class DebateConfig(AppConfig):
    name = "debate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from debate import specimens
        from debate.evidence.cards import closed_motions
        from debate.record import profile
        from debate.voices.services import why_silent
        from debate.written.registering import register_writers
        from debate.written.sealing import register_seals
        from newsroom import styleguide
        from newsroom.players import registry
        from stories import playing

        register_writers()
        register_seals()
        registry.register_merge("debate", profile.hand_over)
        registry.register_panel("debate", profile.plays_panel, order=10)
        registry.register_export("debates", profile.export)
        registry.register_export("voices", profile.export_voices)
        registry.register_export("reports", profile.export_reports)
        registry.register_deletion("debate", profile.forget)
        for key, name, meaning, rule, group in profile.ACHIEVEMENTS:
            registry.register_achievement(key, name, meaning, rule, group=group)
        playing.register(motions=closed_motions, voices=why_silent)
        styleguide.register("debate", "Debate", specimens.values)
