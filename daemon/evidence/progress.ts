import { anyOf } from './anyOf.ts';

/** Progress that builders, package managers and version control print whether or not they succeed. */
const PROGRESS = anyOf(
  // Docker
  /^ ---> |^Removing intermediate container|^[0-9a-f]{12}: (?:Pull|Wait|Down|Verif|Extr|Already)|^(?:Digest|Status): /u,
  // apt and dpkg
  /^(?:Get|Hit|Ign)(?::\d+)? |^Fetched |^Reading (?:package|state)|^Building dependency|^Selecting |^Preparing to unpack/u,
  /^Unpacking |^Setting up |^Processing triggers|^\(Reading database|^update-alternatives: |^Adding |^Created symlink/u,
  /^invoke-rc\.d|^debconf: |^Extracting templates|^Need to get|^After this operation|^The following|^\d+ (?:upgraded|newly)/u,
  /^(?:Suggested|Recommended) packages|^Moving old data|^Replacing |^Creating config|^\s*dpkg-preconfigure/u,
  // apk, yum, dnf
  /^fetch http|^\(\d+\/\d+\) (?:Install|Upgrad|Reinstall|Purg|Download)|^Executing \S+\.(?:trigger|post|pre)|^OK: \d/u,
  /^\s*(?:Installing|Updating|Cleanup|Verifying|Erasing|Upgrading)\s*:|^-{2,3}> (?:Package|Running|Processing|Finished|Working)/u,
  // pip and setuptools
  /^\s*(?:Collecting|Using cached|Using legacy|Requirement already|Saved |Running setup\.py)/u,
  /^\s*(?:Building wheel|Stored in|Created wheel|Looking in|Preparing metadata|Getting requirements|Installing build dep)/u,
  /^\s*(?:reading manifest|byte-compiling|running (?:build|install|egg_info|bdist)) /u,
  /^Writing \/|^Running \S+ -q /u,
  // npm
  /^npm (?:info|http|timing|sill|verb)|^added \d+ packages/u,
  /^npm ERR! *(?:$|Linux |argv|node v|npm +v|cwd|System |command |If you need|Please include|Additional logging)/u,
  /^npm ERR! *(?:A complete log|There is likely|This is probably| {4}(?:<|\/|npm ))/u,
  // git, archives, other downloads
  /^remote: (?:Counting|Compressing|Enumerating|Total)|^Receiving objects|^Resolving deltas|^Unpacking objects/u,
  /^Updating files|^Cloning into|^\s*(?:inflating|extracting): |^\s*\d{1,3}%|^\s*\d+K[ .]+/u,
  // configure, make, CMake, compilers
  /^checking |^config\.status: creating|^configure: creating|^\[ *\d+%\]|^\[\d+\/\d+\]/u,
  /^-- (?:Looking|Found|Detecting|Check|Performing|Configuring|Installing)|^(?:Compiled|Compiling|Compile|Generated) /u,
  /^\s+(?:CC|CXX|LD|AR|GEN|MKDIR|LINK|AS|HOSTCC)\s+\S/u,
  /^\s*\S*(?:gcc|g\+\+|cc|c\+\+|clang|gfortran|libtool)(?:-\d+)? .* -[cIo] /u,
  // Go, Rust, Elixir, Composer, CPAN
  /^[\w./-]+ \(download\)$|^go: (?:downloading|finding|extracting)|^(?:Get|Parsing meta|get) .*go-get=1|^get "/u,
  /^\s+(?:Compiling|Downloaded|Updating|Downloading) \S+ v|^\* (?:Getting|Updating)|^\s*- (?:Installing|Downloading) /u,
  /^==> Found dep|\.\.\. ?(?:OK|ok|yes|no|done\.?)$/u,
  // Logs with levels
  /^\[INFO\]|^\[DEBUG\]|^INFO:? |^DEBUG:? |^Progress /u,
);

const ENDED_IN_ERROR = /with status 'error'|\b(?:failed|ERROR|error)[.!:]?$/u;

/** Words that start a line about work under way, and sometimes one about its failure. */
const WORK =
  /^\s*(?:copying|creating|adding|writing|reading|loading|fetching|downloading|downloaded|extracting|verifying|preparing|installing|updating) /iu;

/** Whether a line tells of work under way, unless it also tells of an error. */
export function isWork(line: string): boolean {
  return WORK.test(line);
}

/** Whether a line is one of those that a tool prints in any case. */
export function isProgress(line: string): boolean {
  return PROGRESS.test(line) && !ENDED_IN_ERROR.test(line);
}
