CREATE TABLE orders (
  id BIGINT PRIMARY KEY,
  customer VARCHAR(40) NOT NULL,
  amount DECIMAL(20, 4),
  state VARCHAR(10),
  updated_at DATETIME(6) NOT NULL
);
INSERT INTO orders VALUES
  (1, 'Ada', 10.0000, 'paid', '2026-11-19 23:59:59.999999'),
  (2, 'Grace', 99.9500, 'shipped', '2026-11-20 00:00:00'),
  (3, '王伟', 1234567890123456.7891, 'paid', '2026-11-20 12:30:00.000001'),
  (4, 'Edsger', NULL, 'new', '2026-11-20 23:59:59.999999'),
  (9007199254740993, 'Barbara', 0.0001, 'new', '2026-11-20 08:00:00'),
  (5, 'Alan', 7.0000, 'new', '2026-11-21 00:00:00');
