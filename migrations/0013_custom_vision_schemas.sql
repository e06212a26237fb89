-- Each room of src/custom-vision that keeps data gets a schema of its own name. Rows, indexes and views stay as they are.

ALTER SCHEMA custom_vision RENAME TO custom_vision_server;
COMMENT ON SCHEMA custom_vision_server IS 'Projects, tags, images, trained iterations and stored predictions of the server that is compatible with Custom Vision';

CREATE SCHEMA custom_vision_client;
COMMENT ON SCHEMA custom_vision_client IS 'Calls that this program makes to Custom Vision: when the next may be made, what they cost, and what they answered';

ALTER TABLE honeyburst.custom_vision_pace SET SCHEMA custom_vision_client;
ALTER TABLE custom_vision_client.custom_vision_pace RENAME TO pace;
ALTER INDEX custom_vision_client.custom_vision_pace_pkey RENAME TO pace_pkey;

ALTER TABLE honeyburst.custom_vision_usage SET SCHEMA custom_vision_client;
ALTER TABLE custom_vision_client.custom_vision_usage RENAME TO usage;
ALTER INDEX custom_vision_client.custom_vision_usage_pkey RENAME TO usage_pkey;
ALTER TABLE custom_vision_client.usage RENAME CONSTRAINT custom_vision_usage_month_check TO usage_month_check;

ALTER TABLE honeyburst.custom_vision_answer SET SCHEMA custom_vision_client;
ALTER TABLE custom_vision_client.custom_vision_answer RENAME TO answer;
ALTER INDEX custom_vision_client.custom_vision_answer_pkey RENAME TO answer_pkey;
