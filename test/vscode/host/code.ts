import { cp, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { endDaemonProcess } from '../../../daemon/client/daemonProcess.ts';
import { type Home, homeOf } from '../../../daemon/discovery/home.ts';
import { makeVsix } from '../../../scripts/packaging/makeVsix.mjs';
import { placeExtension } from '../../../scripts/vscode/placeExtension.ts';
import { type RunningServer, startServer } from '../../../scripts/vscode/startServer.ts';
import { sharedBrowser } from './browser.ts';
import { installVsix } from './installVsix.ts';
import { PROBE_EXTENSION, Probes } from './probe.ts';
import { ROOT } from './root.ts';
import { Screenshots } from './screenshots.ts';
import { THEMES, type Theme } from './themes.ts';
import { Workbench } from './workbench.ts';

const OUTPUT_CHARACTERS = 50_000;
/** What the person who runs the tests has set for Fractale's own use. */
const HIDDEN = /^(FRACTALE_(?!VSCODE_SERVER)|GEMINI_|GOOGLE_|OPENAI_|ANTHROPIC_|XDG_(STATE|RUNTIME))/;

export interface CodeOptions {
  /** Files of the workspace folder: path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Folders or files to copy into it, by their path in the repository: `plans/quickstart.yaml`. */
  readonly copies?: readonly string[];
  /** Variables of the extension host, and so of the daemon that it starts; undefined takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What the workspace folder is called, for pictures. */
  readonly folderName?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  /** True: VS Code's trust is on and the folder not trusted (Restricted Mode). Else everything is trusted. */
  readonly restricted?: boolean;
  /** What is built is packaged as a .vsix and installed from that; else it is only copied. */
  readonly vsix?: boolean;
  /** Folders of extensions to take in place of the repository. */
  readonly extensions?: readonly string[];
  readonly size?: { readonly width: number; readonly height: number };
  /** Pixels of a picture for each pixel of the window. */
  readonly scale?: number;
}

/** VS Code for one journey: a server, a workspace folder, a home of Fractale, and any number of windows. */
export class Code implements AsyncDisposable {
  readonly workspace: string;
  readonly home: Home;
  readonly windows: Workbench[] = [];
  readonly screenshots: Screenshots;
  readonly #folder: string;
  readonly #options: CodeOptions;
  readonly #probes: Probes;
  /** What was started, ended in the opposite order. */
  readonly #started = new AsyncDisposableStack();
  #server: RunningServer | undefined;
  #context: BrowserContext | undefined;
  #output = '';

  /** Starts a server and opens no window yet. Dispose of it also when this rejects: `AsyncDisposableStack.use`. */
  static async prepare(name: string, options: CodeOptions): Promise<Code> {
    const folder = await realpath(await mkdtemp(join(tmpdir(), 'fractale-code-')));
    for (const part of ['home', 'probes', 'run']) await mkdir(join(folder, part), { mode: 0o700 });
    const code = new Code(name, folder, options);
    await mkdir(code.workspace);
    return code;
  }

  constructor(name: string, folder: string, options: CodeOptions) {
    this.#folder = folder;
    this.#options = options;
    this.workspace = join(folder, options.folderName ?? 'workspace');
    this.home = homeOf({ FRACTALE_HOME: join(folder, 'home') });
    this.screenshots = new Screenshots(name);
    this.#probes = new Probes(join(folder, 'probes'));
    this.#started.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 10 }));
    this.#started.defer(() => endDaemonProcess(this.home).then(() => undefined));
  }

  /** The variables that the extension host and its daemon have: for a command line beside them. */
  get env(): NodeJS.ProcessEnv {
    const own = Object.entries(process.env).filter(([name]) => !HIDDEN.test(name));
    const given = {
      ...Object.fromEntries(own),
      FRACTALE_HOME: this.home.root,
      // So that sockets go with the rest.
      XDG_RUNTIME_DIR: join(this.#folder, 'run'),
      EXTENSIONS_GALLERY: '{}',
      FRACTALE_TEST_PROBE: join(this.#folder, 'probes'),
      ...this.#options.env,
    };
    return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  }

  /** What the server and its extension hosts printed, at its end. */
  get output(): string {
    return this.#output;
  }

  /** A path in the workspace folder. */
  path(name: string): string {
    return join(this.workspace, name);
  }

  async start(): Promise<void> {
    await this.#fillWorkspace();
    const { restricted = false, vsix = false, theme = 'dark' } = this.#options;
    const extensionsFolder = join(this.#folder, 'extensions');
    const own = vsix ? [] : [ROOT];
    for (const extension of [...(this.#options.extensions ?? own), PROBE_EXTENSION])
      await placeExtension(extension, extensionsFolder);
    if (vsix) await installVsix(await this.#packaged(), { folder: this.#folder, extensionsFolder });
    const server = await startServer({
      folder: this.#folder,
      env: this.env,
      extensionsFolder,
      askTrust: restricted,
      settings: {
        'workbench.colorTheme': THEMES[theme].name,
        'security.workspace.trust.startupPrompt': 'never',
        'security.workspace.trust.banner': 'always',
        ...this.#options.settings,
      },
      onOutput: text => {
        this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS);
      },
    });
    this.#server = this.#started.use(server);
    const { size = { width: 1280, height: 800 }, scale = 1 } = this.#options;
    const browser = await sharedBrowser();
    const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale });
    this.#started.defer(() => context.close());
    this.#context = context;
    await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: server.origin });
  }

  /** Opens a window on the workspace folder, or on another path; windows must be opened one after the other. */
  async openWindow(opened: string = this.workspace): Promise<Workbench> {
    if (this.#server === undefined || this.#context === undefined)
      throw new Error('The server is not started.');
    const page = await this.#context.newPage();
    const window = new Workbench(page, this.#probes, this.screenshots);
    this.windows.push(window);
    await window.open(this.#server.url(opened));
    return window;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#started.disposeAsync();
  }

  async #packaged(): Promise<string> {
    const vsix = join(this.#folder, 'fractale.vsix');
    await makeVsix({ root: ROOT, vsix });
    return vsix;
  }

  async #fillWorkspace(): Promise<void> {
    for (const name of this.#options.copies ?? [])
      await cp(join(ROOT, name), this.path(name), { recursive: true });
    for (const [name, text] of Object.entries(this.#options.files ?? {})) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), text);
    }
  }
}
