const { randomBytes, timingSafeEqual } = require('node:crypto');
const { renameSync, writeFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { join } = require('node:path');
const { runInThisContext } = require('node:vm');
const vscode = require('vscode');

/**
 * An extension for the tests alone: runs functions that a journey sends to the extension host, with `vscode` as
 * their first argument. It listens on the loopback interface, asks for a token, and tells port and token in a file
 * of the folder that FRACTALE_TEST_PROBE names.
 */
exports.activate = context => {
  const folder = process.env.FRACTALE_TEST_PROBE;
  if (!folder) return;
  const token = randomBytes(16).toString('hex');
  const server = createServer((request, response) => {
    void answer(request, token).then(
      value => response.end(JSON.stringify({ value })),
      error => response.end(JSON.stringify({ error: String(error?.stack ?? error) })),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    const file = join(folder, `${process.pid}.json`);
    writeFileSync(`${file}.part`, JSON.stringify({ pid: process.pid, port: server.address().port, token }));
    renameSync(`${file}.part`, file);
  });
  context.subscriptions.push({ dispose: () => server.close() });
};

async function answer(request, token) {
  let body = '';
  for await (const chunk of request.setEncoding('utf8')) body += chunk;
  const given = Buffer.from(request.headers.authorization ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw new Error('wrong token');
  const { source, args } = JSON.parse(body);
  return runInThisContext(`(${source})`)(vscode, ...args);
}
