"""National goals and the strategies of the regions."""
