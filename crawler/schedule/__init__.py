"""When each portal is visited, and what starts the visits: pure plans, then crontab lines or systemd units."""
