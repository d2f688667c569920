import { expect, type Page } from '@playwright/test';
import axe from 'axe-core';

const RULES = {
  all: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  colours: { type: 'rule', values: ['color-contrast'] },
} as const;

/** Runs in the page: what axe finds, each as a line. */
const findings = (rules: keyof typeof RULES) => `axe
  .run({ exclude: [['.text-layer']] }, { runOnly: ${JSON.stringify(RULES[rules])}, resultTypes: ['violations'] })
  .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => id + ': ' + node.target.join(' ') + ' ' + (node.failureSummary ?? ''))))`;

/** Settles when every animation that ends has ended. */
const ENDED = `Promise.all(document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().endTime !== Infinity)
  .map((animation) => animation.finished.catch(() => {})))`;

/**
 * No finding of axe against WCAG 2.2 A and AA on what is in view. The text over a page is the document's own, and transparent.
 * @param rules `colours` where the same screen was looked at in another theme: of names and structure nothing else can be found
 */
export async function expectAccessible(page: Page, rules: 'all' | 'colours' = 'all'): Promise<void> {
  // A dialog that is still fading in has other contrasts than the one that stays; spinners never end and are not waited for.
  await page.evaluate(ENDED);
  // Reading axe takes a page longer than running it: once for each page is enough.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe.source);
  expect(await page.evaluate(findings(rules))).toEqual([]);
}

/** Takes a picture of what is in view in both themes, and finds nothing in either. */
export async function expectScreen(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/window/light-${name}.png` });
  await expectAccessible(page);
  await page.evaluate("document.documentElement.dataset.theme = 'dark'");
  try {
    await expectAccessible(page, 'colours');
    await page.screenshot({ path: `test-results/window/dark-${name}.png` });
  } finally {
    await page.evaluate("document.documentElement.dataset.theme = 'light'");
  }
}
