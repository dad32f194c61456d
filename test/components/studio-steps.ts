import type { Page } from 'playwright';

/** Opens a step of the studio by its place in the list, 1 to 7. */
export async function goTo(page: Page, step: number): Promise<void> {
  await page.locator(`risk-studio .steps li:nth-child(${step}) button`).click();
  await page.waitForTimeout(150);
}
