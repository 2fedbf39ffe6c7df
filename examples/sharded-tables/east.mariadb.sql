CREATE TABLE orders_0 (id BIGINT PRIMARY KEY, customer VARCHAR(40), amount DECIMAL(10, 2));
INSERT INTO orders_0 VALUES (4, 'Ada', 4.00), (8, 'Grace', 8.00);
CREATE TABLE orders_1 (id BIGINT PRIMARY KEY, customer VARCHAR(40), amount DECIMAL(10, 2));
INSERT INTO orders_1 VALUES (1, 'Edsger', 1.00), (5, 'Barbara', 5.00), (9, 'Alan', 9.00);
