"""The ways out of the house: mail, services through Apprise, webhooks. Nothing here knows the database."""
