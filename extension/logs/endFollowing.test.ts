import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EndFollowing } from './endFollowing.ts';

test('growth and reveals keep it following, scrolling up stops it, the end resumes it', () => {
  const view = new EndFollowing(true, -2_000);
  view.scrolled({ top: 0, bottom: 30, last: 30 }, 0);
  view.scrolled({ top: 0, bottom: 30, last: 50 }, 10);
  view.revealing(11);
  view.scrolled({ top: 20, bottom: 50, last: 50 }, 20);
  assert.equal(view.following, true);
  view.scrolled({ top: 12, bottom: 42, last: 50 }, 30);
  assert.equal(view.following, false);
  view.scrolled({ top: 12, bottom: 42, last: 90 }, 40);
  view.scrolled({ top: 30, bottom: 60, last: 90 }, 1_000);
  assert.equal(view.following, false);
  view.scrolled({ top: 60, bottom: 90, last: 90 }, 1_100);
  assert.equal(view.following, true);
});

test('a reveal that crosses a scroll is no return to the end', () => {
  const view = new EndFollowing(true, -2_000);
  view.scrolled({ top: 20, bottom: 50, last: 50 }, 0);
  view.revealing(100);
  // The first frame of the scroll leaves the end in view.
  view.scrolled({ top: 18, bottom: 50, last: 50 }, 101);
  view.scrolled({ top: 21, bottom: 51, last: 51 }, 120);
  view.scrolled({ top: 21, bottom: 51, last: 52 }, 900);
  assert.equal(view.following, false);
});

test('lines that go away at the beginning are no scrolling', () => {
  const view = new EndFollowing(true, -2_000);
  view.scrolled({ top: 900, bottom: 950, last: 950 }, 0);
  view.shifted();
  view.scrolled({ top: 700, bottom: 750, last: 750 }, 10);
  assert.equal(view.following, true);
});

test('a log that fits on the screen goes on being followed', () => {
  const view = new EndFollowing(true, -2_000);
  view.scrolled({ top: 5, bottom: 12, last: 12 }, 0);
  view.scrolled({ top: 0, bottom: 12, last: 12 }, 10);
  assert.equal(view.following, true);
});

test('what the editor does to a new view is no scrolling', () => {
  const view = new EndFollowing(true, 0);
  view.scrolled({ top: 60, bottom: 90, last: 90 }, 50);
  view.scrolled({ top: 35, bottom: 65, last: 90 }, 60);
  assert.equal(view.following, true);
});
