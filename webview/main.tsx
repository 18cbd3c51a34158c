import './style/base.css';
import { render } from 'preact';
import { DetailsView } from './detailsView.tsx';
import { editor } from './editor.ts';
import { toDetails } from './messages.ts';

const root = document.getElementById('root');
if (root === null) throw new Error('The page has no root.');

let shown: string | undefined;

addEventListener('message', event => {
  const message = toDetails(event.data);
  if (message === undefined) return;
  const key = message.view.is === 'attempt' ? message.view.key : '';
  render(<DetailsView view={message.view} />, root);
  editor.keepName(message.name);
  if (shown === undefined) scrollTo(0, editor.keptScroll(key));
  else if (shown !== key) scrollTo(0, 0);
  shown = key;
});

addEventListener('scrollend', () => {
  if (shown !== undefined) editor.keepScroll(shown, scrollY);
});

editor.say({ type: 'ready' });
