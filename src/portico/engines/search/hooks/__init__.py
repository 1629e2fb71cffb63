"""What the engine adds by itself: companies and people, which lie below it."""
