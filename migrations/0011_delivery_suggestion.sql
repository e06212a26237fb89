-- Whoever deletes suggestions looks for their deliveries.

CREATE INDEX webhook_delivery_suggestion ON honeyburst.webhook_delivery (suggestion_id);
