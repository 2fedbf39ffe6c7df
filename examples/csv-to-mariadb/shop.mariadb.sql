CREATE TABLE customers (
  id INT PRIMARY KEY,
  name VARCHAR(8) NOT NULL,
  city VARCHAR(20),
  birthday DATE,
  balance DECIMAL(8, 2)
);
