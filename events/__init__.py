"""The bus: a sealed log in PostgreSQL, relayed to NATS JetStream, consumed once. It knows no domain."""
