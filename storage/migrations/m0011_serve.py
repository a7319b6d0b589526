"""What makes the overview of an archive quick: answered from small indexes, whatever the archive's size."""

STATEMENTS = (
    # It counts pages, articles and months of a portal without a look at the pages; and it is the old index, longer.
    "CREATE INDEX pages_of_portal ON pages (portal, article_id, status, published)",
    "DROP INDEX pages_portal",
    "CREATE INDEX pages_gone ON pages (missing_since) WHERE status = 'gone'",
    "CREATE INDEX captures_edited ON captures (id) WHERE change = 'edit'",
    "CREATE INDEX run_portals_portal ON run_portals (portal, run_id)",
    "CREATE INDEX rejects_portal ON rejects (portal, last_seen)",
)
