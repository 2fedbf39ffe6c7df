CREATE TABLE ods_orders (
  id bigint PRIMARY KEY,
  customer varchar(40) NOT NULL,
  amount numeric(20, 4),
  state varchar(10),
  updated_at timestamp(6),
  load_day date
);
INSERT INTO ods_orders VALUES
  (1, 'Ada', 10, 'paid', '2026-11-19 23:59:59.999999', '2026-11-19'),
  (2, 'Grace', 99.95, 'new', '2026-11-19 10:00:00', '2026-11-19');
