"""Rules about secrets, users, and what is fetched without being verified."""
