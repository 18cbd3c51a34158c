import { ENGINE_RULES, NETWORK_RULE } from './infraRules.ts';
import { anyOf, type Rule } from './rule.ts';

/** For lines of a build's log, in order: the first that fits a line decides. */
export const BUILD_RULES: readonly Rule[] = [
  ...ENGINE_RULES,
  {
    category: 'build.syntax',
    rank: 3,
    pattern: anyOf(
      /dockerfile parse error|unknown instruction:|failed to create LLB definition|syntax error - can't find/u,
      /unexpected end of statement while looking|file with no instructions|unterminated heredoc|no build stage in current context/u,
      /\b(?:FROM|RUN|COPY|ADD|ENV|ARG|LABEL|USER|WORKDIR|EXPOSE|VOLUME|ENTRYPOINT|CMD|SHELL|HEALTHCHECK|ONBUILD) (?:requires|must have) (?:at least|exactly|either|one|two)/u,
    ),
  },
  {
    category: 'build.image',
    rank: 3,
    pattern: anyOf(
      /pull access denied|no basic auth credentials|authentication required|invalid reference format/u,
      /manifest (?:unknown|invalid|for .{1,300} not found)|no matching manifest for|repository .{1,300} not found: does not exist/u,
      /failed to resolve (?:source metadata|reference)|load metadata for .{1,300} not found/u,
    ),
  },
  {
    category: 'infra.registry',
    rank: 3,
    pattern: anyOf(
      /toomanyrequests|pull rate limit|received unexpected HTTP status: 5\d\d|Client\.Timeout exceeded/u,
      /\/v2\/\S*:? .{0,200}(?:timeout|no such host|refused|reset|EOF|x509|server misbehaving)/u,
    ),
  },
  NETWORK_RULE,
  {
    category: 'build.dependency',
    rank: 3,
    pattern: anyOf(
      // Packages of distributions
      /unable to locate package|has no installation candidate|couldn't find any package|unmet dependencies/u,
      /unable to correct problems|depends: .{1,200} but|dependency problems|version '[^']*' for '[^']*' was not found/u,
      /unsatisfiable constraints|\(no such package\)|^\s*\S+ \(missing\):|target not found:|no package \S+ available/u,
      /unable to find a match|nothing provides|no provider of|(?:is|was) not installed|not seem to be installed/u,
      // Their repositories
      /(?:failed to fetch|unable to fetch|\berr:?\d*).{0,400}(?:404|410|not found)|some index files failed to download/u,
      /does not have a release file|no longer has a release file|cannot find a valid baseurl|failed to retrieve/u,
      /cannot retrieve (?:repository )?metadata|NO_PUBKEY|is not signed|signatures? (?:couldn't|could not) be verified/u,
      /-y was used without|(?:cannot|could not) be authenticated|gpg check failed|key has expired/u,
      // Python
      /no matching distribution found|could not find a version that satisfies|ResolutionImpossible|conflicting dependencies/u,
      /requires? (?:a different )?python|requires-python|python [\d.]+ (?:or (?:later|newer)|is required)/u,
      /ModuleNotFoundError|ImportError|no module named|cannot import name|DistributionNotFound|ContextualVersionConflict/u,
      /PackagesNotFoundError|ResolvePackageNotFound|UnsatisfiableError|is installed but .{1,80} is required/u,
      // Node and Ruby
      /npm ERR! (?:code E(?:404|RESOLVE|TARGET|NOTSUP|BADENGINE)\b|404|notarget)|no matching version found/u,
      /couldn't find any versions for|engine "\w+" is incompatible|unsupported engine|cannot find module/u,
      /could not find (?:a valid )?gem|requires (?:ruby|rubygems) version|could not find compatible|could not locate gemfile/u,
      // Go, Rust, Java, PHP, R, Perl, Elixir
      /cannot find package|unrecognized import path|no required module provides|unknown revision/u,
      /no matching package named|failed to select a version|requires rustc|could not (?:find|resolve) (?:artifact|dependencies)/u,
      /could not resolve all|requirements could not be resolved|requires (?:ext-|php)|package .{1,80} is not available/u,
      /there is no package called|can't locate \S+\.pm|supports only \w+ ~>/u,
      // What a build looks for before it starts
      /could not find a package configuration file|could not? find \w|no package '[^']*' found/u,
      /package requirements \(.{1,200}\) were not met|configure: error: .{0,200}(?:not found|required|missing|install|could|unable)/u,
      /version `(?:GLIBC|GLIBCXX|CXXABI)|(?:is |are )?required(?:,| but)|minimum required|is too old/u,
      /you need to (?:have|install)|please install|must be installed|is needed by|or (?:higher|newer|later|above) is required/u,
      // Certificates
      /certificate verif\w+ failed|unable to get local issuer|self.signed certificate|problem with the SSL CA cert/u,
      /certificate has expired|unable to verify the first certificate|x509:|SSL certificate problem/u,
    ),
    // CMake goes on without what is optional.
    unless: /^\s*-- /u,
  },
  {
    category: 'build.compile',
    rank: 3,
    pattern: anyOf(
      /(?:^|\s)\S+:\d+(?::\d+)?: (?:fatal )?error\b|\(\d+(?:,\d+)*\): (?:fatal )?error\b|fatal error: /u,
      /undefined reference to|undefined symbol|collect2: error|\bld(?:\.\w+)?: |cannot find -l|ld returned \d/u,
      /internal compiler error|\berror(?:\[E\d+\]|: linking)|error TS\d+|^\S+\.(?:go|erl):\d+:(?:\d+:)? /u,
      /compilation (?:error|failed)|BUILD FAILURE/u,
    ),
    unless: /^PHP /u,
  },
  {
    category: 'build.command',
    rank: 2,
    pattern: anyOf(
      /not found(?:$|[\s:.])|no such file or directory|permission denied|operation not permitted|syntax error/u,
      /(?:illegal|invalid|unknown|unrecognized|bad) (?:option|argument|command|flag|switch)|exec format error/u,
      /(?:COPY|ADD) failed|failed to compute cache key|can't open|cannot (?:stat|access|create|open|remove|find)/u,
      /returned error: 4\d\d|(?:error|status) 4\d\d|4\d\d:? (?:not found|forbidden|unauthorized)/u,
      /could not read Username|does not appear to be a git repository|remote branch .{1,200} not found/u,
      /repository .{1,200} (?:not found|does not exist)|pathspec .{1,200} did not match/u,
    ),
  },
  { category: 'build.compile', rank: 2, pattern: anyOf(/^CMake Error/u) },
  {
    category: 'build.compile',
    rank: 1,
    pattern: anyOf(
      /error: (?:could not compile|aborting due)|make(?:\[\d+\])?: \*\*\*|ninja: (?:build stopped|error)/u,
      /^FAILED: |failed building wheel|failed to build|gyp ERR! (?:build|configure) error|error: command ['"]/u,
      /rebar_abort|C compiler cannot create executables|no acceptable C compiler/u,
    ),
  },
];
