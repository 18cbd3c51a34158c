import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { categorize } from '../daemon/evidence/categorize.ts';
import { cleanLine } from '../daemon/evidence/cleanLine.ts';
import { distill } from '../daemon/evidence/distill.ts';
import { fingerprint } from '../daemon/evidence/fingerprint.ts';

/**
 * Measures how failing builds are distilled: `node bench/distill.ts FILE.jsonl.gz [LIMIT]`, where each line of the
 * file is `{"log": …}` with the classic builder's output.
 *
 * What counts as an error line is decided here and not by the rules that are measured: it has one of these words,
 * and no line like it stands in a step that succeeded, in any of the logs.
 */
const STRONG =
  /(?<![\w./-])(?:error|fatal|failed|failure|cannot|can't|could not|couldn't|unable to|not found|no such file|undefined reference|permission denied|traceback|exception|segmentation fault|killed|err!)(?![\w/-]|\.\w)/iu;

interface Log {
  readonly lines: readonly string[];
  readonly clean: readonly string[];
  /** Index of the failing step's line in `clean`. */
  readonly step: number;
}

function parse(record: string): Log {
  const lines = String(JSON.parse(record).log).split('\n');
  const clean = lines.map(cleanLine).filter(line => line.trim() !== '');
  return { lines, clean, step: clean.findLastIndex(line => /^Step \d+\/\d+ : /u.test(line)) };
}

function template(line: string): string {
  return line.trim().replace(/\d+|\S*\/\S*/gu, '#');
}

interface Row {
  readonly strong: boolean;
  readonly first: boolean;
  readonly any: boolean;
  readonly instruction: boolean;
  readonly ending: boolean;
  readonly key: boolean;
  readonly size: number;
  readonly logSize: number;
  readonly category: string;
  readonly print: string;
  readonly ms: number;
}

async function measure(
  { lines, clean, step }: Log,
  harmless: ReadonlySet<string>,
  limit: number,
): Promise<Row> {
  const start = performance.now();
  const cause = await distill(lines, 'build', limit);
  const ms = performance.now() - start;
  const errors = clean.slice(step + 1, -1).filter(line => STRONG.test(line) && !harmless.has(template(line)));
  const survives = (line: string) => cause.text.includes(line.trim().slice(0, 100));
  const category = categorize('build', cause, { kind: 'exited', code: 1 });
  return {
    strong: errors.length > 0,
    first: errors[0] !== undefined && survives(errors[0]),
    any: errors.some(survives),
    instruction: step >= 0 && survives(clean[step] ?? ''),
    ending: cause.text.includes((clean.at(-1) ?? '').slice(-30)),
    key: cause.error !== undefined,
    size: cause.text.length,
    logSize: lines.reduce((sum, line) => sum + line.length + 1, 0),
    category,
    print: fingerprint(category, cause),
    ms,
  };
}

const [file, limit = '2000'] = process.argv.slice(2);
if (file === undefined) {
  console.error('usage: node bench/distill.ts FILE.jsonl.gz [LIMIT]');
  process.exit(2);
}
const records = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
const logs = records.map(parse);
const harmless = new Set(
  logs.flatMap(({ clean, step }) =>
    clean
      .slice(0, Math.max(0, step))
      .filter(line => STRONG.test(line))
      .map(template),
  ),
);
const rows: Row[] = [];
for (const log of logs) rows.push(await measure(log, harmless, Number(limit)));

const share = (part: readonly Row[], of: readonly Row[]) =>
  `${((100 * part.length) / Math.max(1, of.length)).toFixed(1)} % (${part.length}/${of.length})`;
const quantile = (values: readonly number[], q: number) =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(q * values.length))] ?? 0;
const strong = rows.filter(row => row.strong);
const silent = rows.filter(row => !row.strong);
const sizes = rows.map(row => row.size);
const categories = Map.groupBy(rows, row => row.category);
const generic = rows.filter(row => row.category === 'build.command');
const total = (pick: (row: Row) => number) => rows.reduce((sum, row) => sum + pick(row), 0);

console.table({
  logs: rows.length,
  'with error words in the failing step': share(strong, rows),
  'first such line survives': share(
    strong.filter(row => row.first),
    strong,
  ),
  'any such line survives': share(
    strong.filter(row => row.any),
    strong,
  ),
  'failing instruction survives': share(
    rows.filter(row => row.instruction),
    rows,
  ),
  'failing instruction survives, without error words': share(
    silent.filter(row => row.instruction),
    silent,
  ),
  'final line survives': share(
    rows.filter(row => row.ending),
    rows,
  ),
  'characters, p50': quantile(sizes, 0.5),
  'characters, p99': quantile(sizes, 0.99),
  'characters, most': Math.max(...sizes),
  'share of the logs kept': `${((100 * total(row => row.size)) / total(row => row.logSize)).toFixed(1)} %`,
  'no line tells an error': share(
    rows.filter(row => !row.key),
    rows,
  ),
  'only build.command': share(generic, rows),
  'different fingerprints': new Set(rows.map(row => row.print)).size,
  'ms a MB': (total(row => row.ms) / (total(row => row.logSize) / 1e6)).toFixed(0),
});
console.table(Object.fromEntries([...categories].map(([category, of]) => [category, of.length])));
