export type Theme = 'dark' | 'light' | 'highContrast';

/** The themes that VS Code starts with; `type` is the class that the workbench has in one of that kind. */
export const THEMES: Readonly<Record<Theme, { name: string; type: string }>> = {
  dark: { name: 'Default Dark Modern', type: 'vs-dark' },
  light: { name: 'Default Light Modern', type: 'vs' },
  highContrast: { name: 'Default High Contrast', type: 'hc-black' },
};
