from hypothesis import HealthCheck, settings

# A busy machine must not turn a property red: these tests are about numbers, not about time.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")
