"""The wiring of the ELO portal: settings, addresses, workers, the front page and the rehearsal."""
