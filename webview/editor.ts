import type { AttemptName } from '../daemon/protocol/requests.ts';
import type { FromDetails } from './messages.ts';

/** What VS Code gives a webview; code.visualstudio.com/api/extension-guides/webview. */
declare function acquireVsCodeApi(): {
  postMessage(message: FromDetails): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

interface Kept {
  readonly name?: AttemptName;
  readonly scroll?: { readonly of: string; readonly y: number };
}

const api = acquireVsCodeApi();

/** The editor around the view: hears what a person asks for, and keeps what outlives the page. */
export const editor = {
  say(message: FromDetails): void {
    api.postMessage(message);
  },
  keepName(name: AttemptName): void {
    api.setState({ ...api.getState(), name });
  },
  keepScroll(of: string, y: number): void {
    api.setState({ ...api.getState(), scroll: { of, y } });
  },
  keptScroll(of: string): number {
    const scroll = api.getState()?.scroll;
    return scroll?.of === of ? scroll.y : 0;
  },
};
