CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  title VARCHAR(80) NOT NULL,
  year INTEGER,
  price DECIMAL(6, 2),
  is_lent BOOLEAN,
  bought DATE
);
INSERT INTO books VALUES
  (1, 'Moby-Dick', 1851, 12.5, 0, '2020-01-02'),
  (2, 'Ulysses', 1922, 18, 1, '2021-03-04'),
  (3, '红高粱家族', 1986, NULL, NULL, NULL),
  (9007199254740993, 'A "large" number', 2001, 0.1, 0, '2022-05-06');
