import type { Contribution } from '../manifest/contribution.ts';

// The resource of a diff is its right side.
const OURS = 'resourceScheme == fractale-review && resource in fractale.reviews';
const ANSWERABLE = 'resourceScheme == fractale-review && resource in fractale.answerableReviews';
const SWITCHABLE = 'resourceScheme == fractale-review && resource in fractale.switchableReviews';
const FOCUSED = `editorTextFocus && ${OURS}`;
// While text is edited, Backspace is for that.
const NOT_EDITED = '!(resource in fractale.editedReviews)';

export const reviewContribution = {
  commands: {
    'fractale.review.open': { title: 'Review Artifact', icon: '$(git-pull-request)' },
    'fractale.acceptIntoWorkspace': { title: 'Accept into Workspace', icon: '$(desktop-download)' },
    'fractale.review.accept': {
      title: 'Accept Artifact',
      icon: '$(check)',
      enablement: 'isWorkspaceTrusted',
      palette: OURS,
    },
    'fractale.review.reject': {
      title: 'Reject Artifact…',
      icon: '$(close)',
      enablement: 'isWorkspaceTrusted',
      palette: ANSWERABLE,
    },
    'fractale.review.edit': { title: 'Edit Artifact under Review', icon: '$(edit)', palette: OURS },
    'fractale.review.switchSide': {
      title: 'Compare with Workspace File or Attempt Before',
      icon: '$(arrow-swap)',
      palette: SWITCHABLE,
    },
    'fractale.review.compareAgain': { title: 'Compare Again with the Workspace File', palette: OURS },
    'fractale.review.acceptChange': { title: 'Accept This Change', palette: OURS },
    'fractale.review.rejectChange': { title: 'Reject This Change', palette: OURS },
    'fractale.review.undoChange': { title: 'Undo Decision about This Change', palette: OURS },
  },
  menus: {
    'editor/title': [
      { command: 'fractale.review.accept', when: OURS, group: 'navigation@-30' },
      { command: 'fractale.review.reject', when: ANSWERABLE, group: 'navigation@-29' },
      { command: 'fractale.review.switchSide', when: SWITCHABLE, group: 'navigation@-28' },
      { command: 'fractale.review.compareAgain', when: OURS, group: '1_review@1' },
      { command: 'fractale.review.edit', when: OURS, group: '1_review@2' },
    ],
  },
  keybindings: [
    { command: 'fractale.review.accept', key: 'ctrl+enter', mac: 'cmd+enter', when: FOCUSED },
    {
      command: 'fractale.review.reject',
      key: 'ctrl+backspace',
      mac: 'cmd+backspace',
      when: `editorTextFocus && ${ANSWERABLE} && ${NOT_EDITED}`,
    },
    { command: 'fractale.review.acceptChange', key: 'alt+enter', when: FOCUSED },
    { command: 'fractale.review.rejectChange', key: 'alt+backspace', when: `${FOCUSED} && ${NOT_EDITED}` },
  ],
  settings: {
    'fractale.openReviews': {
      type: 'boolean',
      default: true,
      description: 'Open an artifact that waits for review by itself, without taking the focus.',
      scope: 'window',
    },
  },
  // A diff shows no CodeLens and hides changes of white space, unless it is told to for its language.
  configurationDefaults: {
    '[dockerfile]': { 'diffEditor.codeLens': true, 'diffEditor.ignoreTrimWhitespace': false },
    '[yaml]': { 'diffEditor.codeLens': true, 'diffEditor.ignoreTrimWhitespace': false },
  },
} as const satisfies Contribution;
