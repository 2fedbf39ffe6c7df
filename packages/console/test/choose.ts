import type { Page } from 'playwright-core';

/** Opens the select of a label and takes the option with a text. */
export async function choose(page: Page, label: string, option: string): Promise<void> {
  const list = page.locator('.ant-select-dropdown:visible');
  await page.getByLabel(label, { exact: true }).click();
  await list.locator('.ant-select-item-option', { hasText: option }).first().click();
  await list.waitFor({ state: 'hidden' });
}
