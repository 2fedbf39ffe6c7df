CREATE TABLE orders (id bigint PRIMARY KEY, customer varchar(40), amount numeric(10, 2));
INSERT INTO orders VALUES (100, 'from the last load', 0);
