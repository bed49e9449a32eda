"""English prompts over the booking platform, with the answers that are right."""
