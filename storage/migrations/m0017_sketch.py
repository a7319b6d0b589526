"""What tells, of articles that share one band, whether they are worth a comparison: the larger the archive is, the more
share one by chance.

Those that are there have none (null) and are compared, as before.
"""

STATEMENTS = ("ALTER TABLE story_bands ADD COLUMN sketch INTEGER",)
