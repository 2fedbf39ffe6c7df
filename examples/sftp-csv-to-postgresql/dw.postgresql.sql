CREATE TABLE ods_orders (
  id bigint PRIMARY KEY,
  customer varchar(40) NOT NULL,
  amount numeric(20, 4),
  note text,
  ordered_at timestamp(6)
);
INSERT INTO ods_orders VALUES (1, 'Ada', 1, 'of the day before', '2026-11-19 09:00:00');
