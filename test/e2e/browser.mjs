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
const apiPath = /^\/api\/pull-performance\/v1\/(?:entities\/.+|fleet)\/(\w+)$/;

export const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function launchBrowser() {
  return chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  });
}

/**
 * A page of the portal, signed in as the guest. Its errors are in `errors`. In `answers` are the latest answers that it got from
 * the plugin's API, by the end of their path: the fleet goes on, so asking once more may give others.
 */
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
  const answers = new Map();
  page.on('response', response => {
    const [, end] = apiPath.exec(new URL(response.url()).pathname) ?? [];
    if (end && response.request().method() === 'GET' && response.ok()) {
      const answer = response.json();
      answer.catch(() => {}); // Nobody may want it.
      answers.set(end, answer);
    }
  });
  await page.goto(url);
  return { page, errors, answers, close: () => context.close() };
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

/** Presses Tab until the element has the focus. */
export async function tabTo(page, locator) {
  for (let presses = 0; presses < 150; presses++) {
    await page.keyboard.press('Tab');
    if (await locator.evaluate(el => el === document.activeElement)) {
      return;
    }
  }
  assert.fail('Tab does not reach it');
}

/** Keeps a picture in .cache/reports/pictures. */
export async function takePicture(page, name) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({
    path: join(pictures, `${name}.png`),
    fullPage: true,
  });
}
