CREATE TABLE orders (
  id bigint PRIMARY KEY,
  customer varchar(40) NOT NULL,
  amount numeric(12, 2),
  note text,
  ordered_at timestamp
);
INSERT INTO orders VALUES
  (1, 'Ada', 10.50, 'leave it, please', '2026-11-20 10:00:00'),
  (2, 'Grace', NULL, 'she said "soon"', '2026-11-20 11:30:00.25'),
  (3, '王伟', -0.01, E'two\nlines', NULL),
  (4, 'Edsger', 0, '', '2026-11-20 12:00:00'),
  (5, 'Barbara', 1, NULL, '2026-11-20 12:00:00');
