// Debian's Chromium, driven by Playwright, and what the tests do with a page.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { cache } from '../../scripts/paths.mjs';

const require = createRequire(import.meta.url);
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const pictures = join(cache, 'reports', 'pictures');

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function launchBrowser() {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/** A page of the portal, signed in as the guest. Its errors are in `errors`. */
export async function openPage(
  browser,
  url,
  { theme = 'light', width = 1366 },
) {
  const context = await browser.newContext({
    viewport: { width, height: 900 },
    reducedMotion: 'reduce',
  });
  await context.addInitScript(chosen => {
    window.localStorage.setItem('theme', chosen);
    // Signed in as the guest, as after a click on "Enter".
    window.localStorage.setItem('@backstage/core:SignInPage:provider', 'guest');
  }, theme);
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const errors = [];
  page.on('pageerror', error => errors.push(String(error)));
  await page.goto(url);
  return { page, errors, close: () => context.close() };
}

/** What axe finds wrong in an element, in one line each. */
export async function axeFindings(page, locator) {
  await page.evaluate(axeSource);
  const { passes, violations } = await locator.evaluate(element =>
    window.axe.run(element),
  );
  assert.ok(passes.length > 5, 'axe looked at something');
  return violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}

/** Keeps a picture in .cache/reports/pictures. */
export async function takePicture(page, name) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: join(pictures, `${name}.png`),
    fullPage: true,
  });
}
