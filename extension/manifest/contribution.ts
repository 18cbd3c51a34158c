/** The parts of package.json's `contributes` that Fractale uses; code.visualstudio.com/api/references/contribution-points. */
export interface CommandContribution {
  readonly title: string;
  /** A product icon, such as `$(play)`. */
  readonly icon?: string;
  /** When it can be used, as a `when` clause. */
  readonly enablement?: string;
  /** When the command palette lists it; `false` for one that needs an argument. Listed always when absent. */
  readonly palette?: string | false;
}

export interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

export interface Keybinding {
  readonly command: string;
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
}

export interface ViewContribution {
  readonly id: string;
  readonly name: string;
  readonly when?: string;
  readonly type?: 'webview';
  readonly icon?: string;
  readonly contextualTitle?: string;
  readonly visibility?: 'visible' | 'collapsed' | 'hidden';
  readonly initialSize?: number;
}

export interface WelcomeContribution {
  readonly view: string;
  /** Markdown: a line with only a link becomes a button. */
  readonly contents: string;
  readonly when: string;
}

export interface SettingContribution {
  readonly type: 'string' | 'number' | 'boolean';
  readonly default: string | number | boolean;
  readonly description: string;
  readonly enum?: readonly string[];
  readonly enumDescriptions?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly scope: 'machine' | 'machine-overridable' | 'window' | 'resource' | 'application';
  /** A workspace's value counts only in a trusted workspace. */
  readonly restricted?: true;
}

export interface LanguageContribution {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly extensions?: readonly string[];
  readonly filenames?: readonly string[];
  /** Globs of file names, or of whole paths when they hold a slash. */
  readonly filenamePatterns?: readonly string[];
  readonly configuration?: string;
}

export interface GrammarContribution {
  readonly language: string;
  readonly scopeName: string;
  readonly path: string;
}

export interface ColorContribution {
  readonly id: string;
  readonly description: string;
  readonly defaults: { readonly dark: string; readonly light: string; readonly highContrast: string };
}

/** What one feature adds to the editor. The features' contributions together are package.json's `contributes`. */
export interface Contribution {
  readonly commands: Readonly<Record<`fractale.${string}`, CommandContribution>>;
  readonly menus?: Readonly<Record<string, readonly MenuItem[]>>;
  readonly keybindings?: readonly Keybinding[];
  readonly views?: readonly ViewContribution[];
  readonly viewsWelcome?: readonly WelcomeContribution[];
  readonly settings?: Readonly<Record<`fractale.${string}`, SettingContribution>>;
  /** Other values for settings of VS Code's own, each for one language: `[yaml]` → setting → value. */
  readonly configurationDefaults?: Readonly<Record<`[${string}]`, Readonly<Record<string, unknown>>>>;
  readonly languages?: readonly LanguageContribution[];
  readonly grammars?: readonly GrammarContribution[];
  readonly colors?: readonly ColorContribution[];
}
