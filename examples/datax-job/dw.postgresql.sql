CREATE TABLE ods_orders (id varchar(8) PRIMARY KEY, phone varchar(20), country char(2), email_hash char(32), amount numeric(10, 2));
INSERT INTO ods_orders VALUES ('old', NULL, NULL, NULL, NULL);
