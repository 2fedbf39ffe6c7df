CREATE TABLE orders (
  id BIGINT PRIMARY KEY,
  customer VARCHAR(20) NOT NULL,
  amount DECIMAL(20, 4),
  ordered_at DATETIME(6) NOT NULL,
  tags JSON,
  load_day DATE NOT NULL
);
