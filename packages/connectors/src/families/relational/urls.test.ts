import { expect, test } from 'vitest';
import { serverUrls } from './urls.ts';

const parse = (text: string) => serverUrls(['postgresql', 'postgres']).toParameter(new URL(text), 'reader');

test.each([
  ['postgresql://ann:p%40ss@db:5433/shop?table=sales.orders&sslmode=require'],
  ['postgresql://ann:p%40ss@db:5433/shop/sales.orders?sslmode=require'],
  ['postgres://ann:p%40ss@db:5433/shop?sslmode=require#sales.orders'],
])('finds account, table and properties in %s', (text) => {
  expect(parse(text)).toEqual({
    jdbcUrl: 'postgresql://db:5433/shop?sslmode=require',
    username: 'ann',
    password: 'p@ss',
    table: ['sales.orders'],
    column: ['*'],
  });
});

test('leaves the table to an option when the URL names none', () => {
  expect(parse('postgresql://db/shop')).toEqual({ jdbcUrl: 'postgresql://db/shop', column: ['*'] });
});
