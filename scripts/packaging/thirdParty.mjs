import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package's folder in the path of a file in it, the innermost one. */
const PACKAGE = /^(?<folder>.*\bnode_modules\/(?:@[^/]+\/)?[^/]+)\//u;
const LICENSE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/iu;

/**
 * The notices that the licenses of bundled packages ask for: each package with its version and license, and each
 * license text once.
 * @param {string} root
 * @param {readonly import('esbuild').Metafile[]} metafiles
 */
export function thirdPartyNotices(root, metafiles) {
  const folders = metafiles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.keys(inputs).flatMap(path => PACKAGE.exec(path)?.groups?.folder ?? []),
    ),
  );
  const packages = [...new Set(folders)].sort().map(folder => readPackage(join(root, folder)));
  const byText = new Map(packages.map(({ text }) => [text, []]));
  for (const { name, version, license, text } of packages)
    byText.get(text).push(`- ${name} ${version} (${license})`);
  const sections = [...byText].map(([text, names]) => {
    return `${[...new Set(names)].join('\n')}\n\n${text.replace(/^/gmu, '    ').replace(/[ \t]+$/gmu, '')}\n`;
  });
  return `# Software by others in this package\n\n${sections.join('\n')}`;
}

function readPackage(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = existsSync(folder) ? readdirSync(folder).filter(file => LICENSE_FILE.test(file)) : [];
  const texts = files
    .sort()
    .map(file => readFileSync(join(folder, file), 'utf8').replaceAll('\r', '').trim());
  const text =
    texts.length > 0 ? texts.join('\n\n') : `License: ${license}. The package has no license text.`;
  return { name, version, license: license ?? 'unnamed license', text };
}
