import {
  CodeLens,
  type Disposable,
  DocumentLink,
  EventEmitter,
  Location,
  l10n,
  languages,
  Range,
} from 'vscode';
import { Disposables } from '../disposables.ts';
import { LOG_SCHEME } from '../documents/attemptUri.ts';
import { artifactPlace, sectionAt } from './artifactPlace.ts';
import type { LogDocument } from './logDocument.ts';
import type { LogDocuments } from './logDocuments.ts';

/** Nearer to its section's header than this, an error needs no link of its own. */
const NEAR = 8;

/** Ways from a log's lines to the lines of the artifact that they come from. */
export function registerLogLinks(logs: LogDocuments): Disposable {
  const disposables = new Disposables();
  const selector = { scheme: LOG_SCHEME };
  const changed = disposables.add(new EventEmitter<void>());
  disposables.add(logs.onDidChange(({ log }) => !log.live && changed.fire()));
  disposables.add(
    languages.registerCodeLensProvider(selector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: ({ uri }) => lenses(logs.get(uri)),
    }),
  );
  disposables.add(
    languages.registerDocumentLinkProvider(selector, {
      provideDocumentLinks: ({ uri }) => links(logs.get(uri)),
    }),
  );
  disposables.add(
    languages.registerDefinitionProvider(selector, {
      provideDefinition: ({ uri }, { line }) => {
        const log = logs.get(uri);
        const place = log && artifactPlace(log, sectionAt(log, line));
        return place && new Location(place.uri, place.range);
      },
    }),
  );
  return disposables;
}

function lenses(log: LogDocument | undefined): CodeLens[] {
  if (log === undefined) return [];
  const header = log.sections().find(({ failed }) => failed)?.line;
  const key = [...log.evidence].find(([, is]) => is === 'key')?.[0];
  const far = key !== undefined && (header === undefined || key - header > NEAR);
  return [header, far ? key : undefined].flatMap(line => {
    const place = line === undefined ? undefined : artifactPlace(log, sectionAt(log, line));
    if (line === undefined || place === undefined) return [];
    const title =
      line === header
        ? l10n.t('Failed: line {0} of {1}', place.line, place.name)
        : l10n.t('Line {0} of {1}', place.line, place.name);
    return [
      new CodeLens(new Range(line, 0, line, 0), {
        // A lens draws no plain space after an icon.
        title: `$(${line === header ? 'error' : 'go-to-file'})\u00a0${title}`,
        tooltip: l10n.t('Show the instruction that this comes from'),
        command: 'vscode.open',
        arguments: [place.uri, { selection: place.range }],
      }),
    ];
  });
}

/** On the headers' `Step 3/7`. */
function links(log: LogDocument | undefined): DocumentLink[] {
  if (log === undefined) return [];
  return log.sections().flatMap(section => {
    const place = artifactPlace(log, section);
    if (place === undefined || section.instruction === undefined) return [];
    const range = new Range(section.line, 0, section.line, `Step ${section.place}`.length);
    const link = new DocumentLink(range, place.uri.with({ fragment: `L${place.line}` }));
    link.tooltip = l10n.t('Line {0} of {1}', place.line, place.name);
    return [link];
  });
}
