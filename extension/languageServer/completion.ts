import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { type Cursor, cursorAt } from './cursor.ts';
import { describeAgent, describeKey, typeWords } from './describe.ts';
import { agentSnippet, keySnippet } from './keySnippet.ts';
import { outlineOf } from './outline.ts';
import type { PlanPath } from './planSyntax.ts';
import { isList, type KeyWord, type PlanVocabulary } from './planVocabulary.ts';

/** Offers the words of the key or value just begun, when the editor is one that knows the command. */
const ASK_AGAIN = { title: 'Suggest', command: 'editor.action.triggerSuggest' };

/** What can be written at an offset of a plan. */
export function completions(
  document: TextDocument,
  offset: number,
  vocabulary: PlanVocabulary,
): CompletionItem[] {
  const cursor = cursorAt(document.getText(), offset);
  if (cursor === undefined) return [];
  const itemOf = itemMaker(document, cursor);
  if (cursor.role === 'value') return valueItems(cursor.path, cursor.agent, vocabulary, itemOf);
  const keys = vocabulary.newKeys(cursor.path, cursor.agent, cursor.there);
  if (keys !== undefined) return keyItems(document, cursor, keys, vocabulary, itemOf);
  const node = cursor.there.size === 0 ? vocabulary.at(cursor.path, cursor.agent) : undefined;
  if (node === undefined || cursor.hasColon) return [];
  if (!isList(node)) return valueItems(cursor.path, cursor.agent, vocabulary, itemOf);
  // The first item of a list, before its dash.
  const first = { ...cursor, path: [...cursor.path, 0], dash: true, column: cursor.column + 2 };
  const itemKeys = vocabulary.newKeys(first.path, cursor.agent, cursor.there) ?? [];
  return keyItems(document, first, itemKeys, vocabulary, itemMaker(document, first));
}

type ItemMaker = (label: string, text: string, more: Partial<CompletionItem>) => CompletionItem;

function itemMaker(document: TextDocument, { start, end, dash }: Cursor): ItemMaker {
  const range = { start: document.positionAt(start), end: document.positionAt(end) };
  let rank = 0;
  return (label, text, more) => {
    rank += 1;
    return {
      label,
      textEdit: { range, newText: dash ? `- ${text}` : text },
      insertTextFormat: InsertTextFormat.Snippet,
      insertTextMode: InsertTextMode.asIs,
      sortText: String(rank).padStart(3, '0'),
      ...more,
    };
  };
}

function keyItems(
  document: TextDocument,
  cursor: Cursor,
  keys: readonly KeyWord[],
  vocabulary: PlanVocabulary,
  itemOf: ItemMaker,
): CompletionItem[] {
  const { path, agent, hasColon, flow } = cursor;
  const indent = flow ? undefined : ' '.repeat(cursor.column);
  const steps = keys.some(({ name }) => name === 'agent')
    ? agentItems(document, cursor, vocabulary, itemOf)
    : [];
  const needed = keys.filter(({ required }) => required);
  const items = [...needed, ...keys.filter(({ required }) => !required)].map(key => {
    const values = vocabulary.values([...path, key.name], agent);
    const snippet = hasColon ? { text: key.name, asks: false } : keySnippet(key, indent, values);
    return itemOf(key.name, snippet.text, {
      kind: CompletionItemKind.Property,
      detail: `${typeWords(key.schema)}${key.required ? ', required' : ''}`,
      documentation: { kind: MarkupKind.Markdown, value: describeKey(key) },
      ...(snippet.asks && { command: ASK_AGAIN }),
    });
  });
  return [...steps, ...items];
}

/** For a step without an agent: each agent with what it needs. */
function agentItems(
  document: TextDocument,
  { path, there, hasColon, flow, column }: Cursor,
  vocabulary: PlanVocabulary,
  itemOf: ItemMaker,
): CompletionItem[] {
  if (hasColon || flow || path.length !== 2) return [];
  const ids = outlineOf(document.getText(), () => 0).steps.map(({ id }) => id);
  const step = { indent: ' '.repeat(column), first: path[1] === 0, there, ids };
  return vocabulary.words.agents.map(agent =>
    itemOf(`agent: ${agent.name}`, agentSnippet(agent, step), {
      kind: CompletionItemKind.Snippet,
      detail: 'step',
      documentation: { kind: MarkupKind.Markdown, value: describeAgent(agent) },
    }),
  );
}

function valueItems(
  path: PlanPath,
  agentName: string | undefined,
  vocabulary: PlanVocabulary,
  itemOf: ItemMaker,
): CompletionItem[] {
  const isAgent = path.length === 3 && path[2] === 'agent';
  const key = vocabulary.key(path, agentName);
  return vocabulary.values(path, agentName).map(value => {
    const agent = isAgent ? vocabulary.agent(value) : undefined;
    const markdown = agent ? describeAgent(agent) : key && describeKey(key);
    return itemOf(value, value, {
      kind: CompletionItemKind.Value,
      insertTextFormat: InsertTextFormat.PlainText,
      ...(value === 'replay/' && { detail: 'a recorded conversation: replay/FILE' }),
      ...(markdown !== undefined && { documentation: { kind: MarkupKind.Markdown, value: markdown } }),
    });
  });
}
