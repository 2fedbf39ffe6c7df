import type { Locator, Page } from 'playwright-core';

/** Opens the select of a label and takes the option with a text. */
export async function choose(within: Page | Locator, label: string, option: string): Promise<void> {
  const page = 'page' in within ? within.page() : within;
  const list = page.locator('.ant-select-dropdown:visible');
  await within.getByLabel(label, { exact: true }).click();
  await list.locator('.ant-select-item-option', { hasText: option }).first().click();
  await list.waitFor({ state: 'hidden' });
}

/** Types into a select until its option is left, and takes it; fits long lists and those that take several. */
export async function chooseTyped(within: Locator | Page, label: string, option: string): Promise<void> {
  const input = within.getByLabel(label, { exact: true });
  await input.click();
  await input.pressSequentially(option);
  await input.press('Enter');
  // One that takes several stays open, and would take the next one by Tab.
  if ((await input.getAttribute('aria-expanded')) === 'true') await input.press('Escape');
}

/** Types a date or a time into its picker, which comes a little later than the page. */
export async function typeTime(input: Locator, text: string): Promise<void> {
  const inPicker = input.and(input.page().locator('.ant-picker input'));
  await inPicker.fill(text);
  await inPicker.press('Enter');
}
