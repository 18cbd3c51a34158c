import { categoryOfLine, type LogKind } from './categoryOfLine.ts';
import { isWarning } from './warning.ts';

/** How much a line tells of a failure. */
export const NOISE = 0;
export const PLAIN = 1;
/** A warning or a hint. */
export const HINT = 2;
/** Says that something failed. */
export const ERROR = 3;
/** Says what failed, in words that name a kind of failure. */
export const CAUSE = 4;
export type Weight = 0 | 1 | 2 | 3 | 4;

/** Progress that package managers, builders and version control print whether or not they succeed. */
const PROGRESS = new RegExp(
  [
    '^ ---> |^Removing intermediate container|^[0-9a-f]{12}: (?:Pull|Wait|Down|Verif|Extr|Already)|^(?:Digest|Status): ',
    '^(?:Get|Hit|Ign):\\d+ |^(?:Get|Hit|Ign) http|^Fetched |^Reading (?:package|state)|^Building dependency|^Selecting |^Preparing to unpack|^Unpacking |^Setting up |^Processing triggers|^\\(Reading database|^update-alternatives: |^Adding |^Created symlink|^invoke-rc\\.d|^debconf: |^Extracting templates|^Need to get|^After this operation|^The following|^\\d+ (?:upgraded|newly)|^Suggested packages|^Recommended packages|^Moving old data|^Replacing |^Creating config|^\\s*dpkg-preconfigure',
    '^fetch http|^\\(\\d+/\\d+\\) (?:Install|Upgrad|Reinstall|Purg|Download)|^Executing \\S+\\.(?:trigger|post|pre)|^OK: \\d',
    '^\\s*(?:Downloading|Downloaded|Collecting|Using cached|Requirement already|Saved |Running setup\\.py|Building wheel|Stored in|Created wheel|Looking in|Preparing metadata|Getting requirements|Installing build dep)',
    '^\\s*(?:Installing|Updating|Cleanup|Verifying|Erasing|Upgrading)\\s*:|^-{2,3}> (?:Package|Running|Processing|Finished|Working)|^\\s*Fetching |^npm (?:info|http|timing|sill|verb)|^added \\d+ packages|^remote: (?:Counting|Compressing|Enumerating|Total)|^Receiving objects|^Resolving deltas|^Unpacking objects|^Updating files|^Cloning into',
    '^\\s*(?:copying|creating|adding|writing|reading manifest|byte-compiling|running (?:build|install|egg_info|bdist)|inflating:|extracting:|x ) ?|^checking |^config\\.status: creating|^configure: creating',
    '^\\[ *\\d+%\\]|^\\[\\d+/\\d+\\]|^\\s*\\d{1,3}%|^\\s*\\d+K[ .]+|^-- (?:Looking|Found|Detecting|Check|Performing|Configuring|Installing)|^(?:Compiled|Compiling|Compile|Generated) |^\\s+(?:CC|CXX|LD|AR|GEN|MKDIR|LINK|AS|HOSTCC)\\s+\\S|^\\s*\\S*(?:gcc|g\\+\\+|cc|c\\+\\+|clang|gfortran|libtool)(?:-\\d+)? .* -[cIo] ',
    '^[\\w./-]+ \\(download\\)$|^go: (?:downloading|finding|extracting)|^(?:Get|Parsing meta|get) .*go-get=1|^get "|^\\s+(?:Compiling|Downloaded|Updating|Downloading) \\S+ v|^\\* (?:Getting|Updating)|^- Installing|^\\s*- (?:Installing|Downloading) ',
    '^npm ERR! *(?:$|Linux |argv|node v|npm +v|cwd|System |command |If you need|Please include|Additional logging|A complete log|There is likely|This is probably|    (?:<|/|npm ))|\\.\\.\\. ?(?:OK|ok|yes|no|done\\.?)$|^==> Found dep|^Writing /|^Running \\S+ -q |^\\s*Using legacy|^\\[INFO\\]|^\\[DEBUG\\]|^INFO:? |^DEBUG:? |^Progress |^(?:Loading|Reading|Extracting|Verifying|Preparing) ',
  ].join('|'),
  'u',
);

const ENDED_IN_ERROR = /with status 'error'|\b(?:failed|ERROR|error)[.!:]?$/u;

const HINTS =
  /\bwarn(?:ing)?\b|^W: |^\s*note:|did you mean|\b(?:try|consider|perhaps|maybe|make sure|please)\b|^\+ |deprecat|\b(?:skipping|retry(?:ing)?|missing|ignored|requires?|no longer|expects)\b/iu;

const ERRORS = new RegExp(
  [
    "(?<![\\w./+-])(?:errors?|err!|fatal|fail(?:ed|ure|s)?|cannot|can't|could ?n[o']t|unable|unknown|invalid|illegal|denied|refused|forbidden|unauthorized|abort(?:ed|ing)?|panic|traceback|exception|killed|unexpected|unresolved|unrecognized|undefined|unsupported|unsatisfied|conflicts?|exceeded|mismatch|crash(?:ed)?)(?![\\w/-]|\\.\\w|=)",
    "\\bnot (?:found|supported|allowed|permitted|available|installed|exist|recognized|a valid|satisf\\w+)\\b|(?:does|do|did|is|are|was|has|have)(?:n't| not| no) |\\bno (?:such|module|matching|valid|route|space)\\b|must (?:be|have|specify)|\\*\\*\\* ?\\[|\\bE: |timed? ?out",
    'exit (?:status|code):? [1-9]|exited with|returned (?:a )?non-zero|status [1-9]\\d*\\b',
  ].join('|'),
  'iu',
);
/** Names of exception classes, and what Erlang and Elixir print before theirs. */
const EXCEPTIONS = /(?:^|[\s.(])[A-Z]\w*(?:Error|Exception|Failure)\b|^\*\* \(/u;
const NO_ERRORS =
  /\b(?:0|no|without) (?:errors?|failures?)\b|(?:errors?|failures?|failed)[:=] ?0\b|if (?:it|this|that|the) /iu;
/** What one clean line of a log says of the failure, seen by itself. */
export function weigh(kind: LogKind, line: string): Weight {
  if (PROGRESS.test(line) && !ENDED_IN_ERROR.test(line)) return NOISE;
  const error = (ERRORS.test(line) || EXCEPTIONS.test(line)) && !NO_ERRORS.test(line);
  const warning = isWarning(line);
  const category = categoryOfLine(kind, line);
  if (category !== undefined) return category.rank === 1 ? ERROR : CAUSE;
  if (error && !warning) return ERROR;
  return error || warning || HINTS.test(line) ? HINT : PLAIN;
}
