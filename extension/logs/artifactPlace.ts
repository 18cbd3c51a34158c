import { Range, type Uri } from 'vscode';
import { attemptTextUri } from '../documents/attemptUri.ts';
import type { LogSection } from './buildOutline.ts';
import type { LogDocument } from './logDocument.ts';

/** A line of the artifact that an attempt executed. */
export interface ArtifactPlace {
  readonly uri: Uri;
  readonly name: string;
  /** From 1. */
  readonly line: number;
  readonly range: Range;
}

/** Where in the artifact a section of its log comes from. */
export function artifactPlace(log: LogDocument, section: LogSection | undefined): ArtifactPlace | undefined {
  const line = section && log.artifactLine(section);
  const name = log.attempt?.artifact?.name;
  if (line === undefined || name === undefined) return undefined;
  const uri = attemptTextUri(log.name, 'artifact', name);
  return { uri, name, line, range: new Range(line - 1, 0, line - 1, 0) };
}

/** The section that a line of the document, from 0, is in. */
export function sectionAt(log: LogDocument, line: number): LogSection | undefined {
  return log.sections().findLast(section => section.line <= line && line <= section.end);
}
