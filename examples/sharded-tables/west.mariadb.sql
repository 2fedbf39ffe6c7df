CREATE TABLE orders_2 (id BIGINT PRIMARY KEY, customer VARCHAR(40), amount DECIMAL(10, 2));
-- A shard without rows.
CREATE TABLE orders_3 (id BIGINT PRIMARY KEY, customer VARCHAR(40), amount DECIMAL(10, 2));
INSERT INTO orders_3 VALUES (3, 'Niklaus', 3.00);
