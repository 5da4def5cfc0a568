"""What each worker does: generators over items. No driver, model library, queue or thread may come in here."""
