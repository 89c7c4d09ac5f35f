"""The pages of the footer: help, accessibility, privacy and feedback on the portal itself."""
