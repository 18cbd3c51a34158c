/** One shape of secret. */
export interface RedactionRule {
  /** Cheap test for whether `pattern` can match at all. */
  readonly anchor: string;
  /**
   * Begins with fixed text and repeats within bounds, so that hostile input costs linear time.
   * Its first group, if it has one, is what stays in front of the secret.
   */
  readonly pattern: RegExp;
}

/** No match of a rule is longer, in characters. */
export const LONGEST_MATCH = 2_048;

// Shapes as in gitleaks' rules (MIT, github.com/gitleaks/gitleaks, config/gitleaks.toml) and the vendors' documents.
export const RULES: readonly RedactionRule[] = [
  { anchor: 'AIza', pattern: /(?<![\w-])AIza[\w-]{35}(?![\w-])/g },
  { anchor: 'gh', pattern: /(?<!\w)gh[pousr]_[A-Za-z0-9]{36,255}/g },
  { anchor: 'github_pat_', pattern: /github_pat_\w{22,255}/g },
  { anchor: 'glpat-', pattern: /glpat-[\w-]{20,255}/g },
  { anchor: 'AKIA', pattern: /(?<![A-Z0-9])AKIA[A-Z0-9]{16}(?![A-Z0-9])/g },
  { anchor: 'ASIA', pattern: /(?<![A-Z0-9])ASIA[A-Z0-9]{16}(?![A-Z0-9])/g },
  { anchor: 'sk-', pattern: /(?<![\w-])sk-(?=[\w-]{0,64}[0-9])[\w-]{20,255}/g },
  { anchor: 'xox', pattern: /(?<![\w-])xox[abeoprs]-[A-Za-z0-9-]{10,255}/g },
  { anchor: 'hf_', pattern: /(?<!\w)hf_[A-Za-z0-9]{34}(?!\w)/g },
  {
    anchor: 'uthorization',
    pattern: /(uthorization["']?[:=] ?["']?(?:[A-Za-z]{1,20} )?)[\w.~+/=-]{12,1024}/g,
  },
  {
    anchor: 'UTHORIZATION',
    pattern: /(UTHORIZATION["']?[:=] ?["']?(?:[A-Za-z]{1,20} )?)[\w.~+/=-]{12,1024}/g,
  },
  { anchor: 'earer ', pattern: /(earer )[\w.~+/=-]{16,1024}/g },
  { anchor: 'api-key', pattern: /(api-key["']?[:=] ?["']?)[\w.~+/=-]{8,1024}/g },
  // The password of `scheme://user:password@host`.
  { anchor: '://', pattern: /(:\/\/[^\s:@/?#"'<>]{0,256}:)[^\s@/?#"'<>]{1,512}(?=@)/g },
];
