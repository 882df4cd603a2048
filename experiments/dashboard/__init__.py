"""The dashboard: a Solara front end whose runs happen in worker processes; needs the ``app`` extra."""
