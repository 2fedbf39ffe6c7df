/** Makes the shop database of the demo: customers and a million orders, a few of them bad on purpose. */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export const customerCount = 5_000;
export const orderCount = 1_000_000;
/** Orders whose amount is not a number, whose date does not exist, or whose customer is missing. */
export const badOrderCount = 60;

const states = ['new', 'paid', 'shipped', 'returned'];
const cities = ['Berlin', 'Hangzhou', '上海', 'São Paulo', 'Nairobi', 'Kraków'];

/** Writes the database file; an old one is replaced. */
export function makeShop(file: string): void {
  rmSync(file, { force: true });
  const shop = new DatabaseSync(file);
  shop.exec(`
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    CREATE TABLE customers (id INTEGER PRIMARY KEY, name VARCHAR(60) NOT NULL, city VARCHAR(40), joined DATE);
    CREATE TABLE orders (
      id INTEGER PRIMARY KEY, customer_id INTEGER, amount DECIMAL(10,2), state VARCHAR(10), note TEXT, created_at DATETIME
    );
    BEGIN`);
  const customer = shop.prepare('INSERT INTO customers VALUES (?, ?, ?, ?)');
  for (let id = 1; id <= customerCount; id++) {
    customer.run(
      id,
      `Customer ${id}`,
      cities[id % cities.length] ?? null,
      `20${10 + (id % 15)}-0${1 + (id % 9)}-1${id % 9}`,
    );
  }
  const order = shop.prepare('INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)');
  const everyNth = Math.floor(orderCount / badOrderCount);
  for (let id = 1; id <= orderCount; id++) {
    const bad = id % everyNth === 0 && id / everyNth <= badOrderCount ? (id / everyNth) % 3 : -1;
    const day = String(1 + (id % 28)).padStart(2, '0');
    order.run(
      id,
      bad === 0 ? null : 1 + (id % customerCount),
      bad === 1 ? 'n/a' : ((id * 37) % 1_000_000) / 100,
      states[id % states.length] ?? null,
      id % 10 === 0 ? `leave at the door, "please"\n${id}` : null,
      bad === 2 ? '2026-02-30 10:00:00' : `2026-0${1 + (id % 9)}-${day} 0${id % 10}:15:00`,
    );
  }
  shop.exec('COMMIT');
  shop.close();
}
