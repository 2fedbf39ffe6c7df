CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  amount DECIMAL(10,2),
  state VARCHAR(10),
  note TEXT,
  created_at DATETIME
);
