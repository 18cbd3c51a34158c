import { randomBytes } from 'node:crypto';
import { env, Uri, type Webview } from 'vscode';

/** The folder of the details view's bundle, the only one that it may load from. */
export function detailsFolder(extension: Uri): Uri {
  return Uri.joinPath(extension, 'dist', 'webview');
}

/** The page of the details view. It has no content: that comes by messages, as text. */
export function detailsHtml(webview: Webview, extension: Uri, title: string): string {
  const nonce = randomBytes(16).toString('base64url');
  const file = (name: string) =>
    webview.asWebviewUri(Uri.joinPath(detailsFolder(extension), name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${attribute(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(file('attempt.css'))}">
</head>
<body>
<div id="root"></div>
<script type="module" nonce="${nonce}" src="${attribute(file('attempt.js'))}"></script>
</body>
</html>`;
}

function attribute(text: string): string {
  return text.replace(/[&<>"]/gu, character => `&#${character.charCodeAt(0)};`);
}
