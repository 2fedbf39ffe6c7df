CREATE TABLE orders (id INT PRIMARY KEY, phone VARCHAR(20), country VARCHAR(20), email VARCHAR(40), amount DECIMAL(10, 2));
INSERT INTO orders VALUES
  (1, '13812345678', 'CN-ZJ', 'ada@example.com', 10.00),
  (2, '13900001111', 'CN-BJ', 'grace@example.com', 0.00),
  (42, '15055556666', 'DE-BE', 'edsger@example.com', 99.90);
