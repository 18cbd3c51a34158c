import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** What `@vscode/test-electron` and `code --install-extension` say on the command line; the rest is for desktops. */
export interface StandInArguments {
  /** A folder or a .code-workspace file. */
  readonly opened?: string;
  readonly developmentPaths: readonly string[];
  readonly testsPath?: string;
  readonly userDataFolder?: string;
  readonly extensionsFolder?: string;
  readonly install: readonly string[];
  readonly list: boolean;
  readonly version: boolean;
  readonly askTrust: boolean;
}

const OPTIONS = {
  extensionDevelopmentPath: { type: 'string', multiple: true },
  extensionTestsPath: { type: 'string' },
  'user-data-dir': { type: 'string' },
  'extensions-dir': { type: 'string' },
  'install-extension': { type: 'string', multiple: true },
  'list-extensions': { type: 'boolean' },
  'disable-workspace-trust': { type: 'boolean' },
  'folder-uri': { type: 'string' },
  'file-uri': { type: 'string' },
  version: { type: 'boolean' },
} as const;

export function standInArguments(args: readonly string[]): StandInArguments {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
  });
  const path = (value: unknown) => (typeof value === 'string' ? resolve(value) : undefined);
  const paths = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const uri = values['folder-uri'] ?? values['file-uri'];
  return present({
    opened: typeof uri === 'string' ? fileURLToPath(uri) : path(positionals[0]),
    developmentPaths: paths(values.extensionDevelopmentPath).map(value => resolve(value)),
    testsPath: path(values.extensionTestsPath),
    userDataFolder: path(values['user-data-dir']),
    extensionsFolder: path(values['extensions-dir']),
    install: paths(values['install-extension']),
    list: values['list-extensions'] === true,
    version: values.version === true,
    askTrust: values['disable-workspace-trust'] !== true,
  });
}

/** Without the properties that are undefined. */
function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
