import type { Locator, Page } from 'playwright-core';

/** Run in the page of a window: texts, since only the page has a document. */

/** Notes at which frame, in milliseconds after the page was asked for, each selector first had an element. */
const NOTE_FIRST_FRAMES = `selectors => {
  if (window !== window.top) return;
  const found = (window.fractaleFirstFrames = {});
  const look = now => {
    for (const [name, selector] of Object.entries(selectors))
      if (found[name] === undefined && document.querySelector(selector) !== null) found[name] = now;
    if (Object.keys(found).length < Object.keys(selectors).length) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}`;

/** For pages to come, of this window. `firstFrames` gives the notes. */
export async function noteFirstFrames(
  page: Page,
  selectors: Readonly<Record<string, string>>,
): Promise<void> {
  await page.addInitScript({ content: `(${NOTE_FIRST_FRAMES})(${JSON.stringify(selectors)})` });
}

export function firstFrames(page: Page): Promise<Record<string, number>> {
  return page.evaluate('window.fractaleFirstFrames');
}

/** Keeps the time from the next press of the mouse until a frame has an element. */
const TIME_CLICK = `selector => {
  window.fractaleClick = new Promise(resolve => {
    addEventListener('mousedown', () => {
      const begun = performance.now();
      const look = () => {
        if (document.querySelector(selector) === null) requestAnimationFrame(look);
        else resolve(performance.now() - begun);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
  return true;
}`;

/** Clicks, and gives the milliseconds until a frame has what `selector` selects. */
export async function timeClick(page: Page, clicked: Locator, selector: string): Promise<number> {
  await page.evaluate(`(${TIME_CLICK})(${JSON.stringify(selector)})`);
  await clicked.click();
  return page.evaluate('window.fractaleClick');
}

/**
 * Notes when, by the wall clock, a frame first shows each text in the elements that `selector` selects, in this
 * moment and later, of those that match `pattern`: its first group's text → milliseconds.
 */
const NOTE_TEXTS = `([selector, pattern]) => {
  const seen = (window.fractaleSeen = {});
  const expression = new RegExp(pattern, 'u');
  const look = () => {
    for (const element of document.querySelectorAll(selector)) {
      const text = expression.exec(element.textContent)?.[1];
      if (text !== undefined) seen[text] ??= Date.now();
    }
    window.fractaleLook = requestAnimationFrame(look);
  };
  cancelAnimationFrame(window.fractaleLook);
  window.fractaleLook = requestAnimationFrame(look);
}`;

export async function noteTexts(page: Page, selector: string, pattern: RegExp): Promise<void> {
  await page.evaluate(`(${NOTE_TEXTS})(${JSON.stringify([selector, pattern.source])})`);
}

export async function notedTexts(page: Page): Promise<Map<string, number>> {
  const seen: Record<string, number> = await page.evaluate('window.fractaleSeen');
  return new Map(Object.entries(seen));
}

/** Gaps between frames, in milliseconds, from now until `frameGaps` is called. */
const NOTE_GAPS = `() => {
  window.fractaleGaps = [];
  let before = performance.now();
  const look = now => {
    window.fractaleGaps.push(now - before);
    before = now;
    window.fractaleFrame = requestAnimationFrame(look);
  };
  cancelAnimationFrame(window.fractaleFrame);
  window.fractaleFrame = requestAnimationFrame(look);
}`;

export async function noteFrameGaps(page: Page): Promise<void> {
  await page.evaluate(`(${NOTE_GAPS})()`);
}

export function frameGaps(page: Page): Promise<number[]> {
  return page.evaluate('cancelAnimationFrame(window.fractaleFrame), window.fractaleGaps.slice(1)');
}
