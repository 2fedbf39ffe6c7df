CREATE TABLE customers (id int PRIMARY KEY, country char(2) NOT NULL);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int REFERENCES customers, amount numeric(10, 2), ordered_at timestamp);
INSERT INTO customers VALUES (1, 'CN'), (2, 'DE'), (3, 'CN');
INSERT INTO orders VALUES
  (1, 1, 10.10, '2026-11-19 09:00:00'),
  (2, 2, 20.20, '2026-11-20 09:00:00'),
  (3, 3, 30.30, '2026-11-20 23:59:59'),
  (4, 3, 1000, '2026-11-21 00:00:00');
