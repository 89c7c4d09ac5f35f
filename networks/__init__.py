"""Who works with lifelong guidance: people, organisations, regions, groups, and who is acting."""
