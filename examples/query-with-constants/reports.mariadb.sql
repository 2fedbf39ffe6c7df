CREATE TABLE sales (country CHAR(2), orders BIGINT, amount DECIMAL(12, 2), latest DATETIME, report_day DATE);
CREATE TABLE loads (name VARCHAR(20), day DATE);
INSERT INTO sales VALUES ('XX', 1, 1, NULL, '2026-11-20'), ('YY', 2, 2, NULL, '2026-11-19');
