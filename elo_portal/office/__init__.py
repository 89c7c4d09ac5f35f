"""What any office has and that knows nothing of lifelong guidance: clock, mail, jobs, printing, writing, audit."""
