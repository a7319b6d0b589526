"""How an article looks outside of the archive, a file a format: from its documented JSON to bytes. No database here."""
