interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | undefined;
}

interface PageQuery {
  readonly limit: number;
  readonly cursor?: string;
}

/** The first items of a list that comes in pages; all of them by default. */
export async function itemsOf<Item>(
  page: (query: PageQuery) => Promise<Page<Item>>,
  { most = Infinity, ofPage = 200 }: { readonly most?: number; readonly ofPage?: number } = {},
): Promise<readonly Item[]> {
  const all: Item[] = [];
  for (let cursor: string | undefined; all.length < most;) {
    const limit = Math.min(ofPage, most - all.length);
    const { items, nextCursor } = await page({ limit, ...(cursor === undefined ? {} : { cursor }) });
    all.push(...items);
    if (nextCursor === undefined) break;
    cursor = nextCursor;
  }
  return all;
}
