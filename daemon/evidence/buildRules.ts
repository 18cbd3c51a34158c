import { anyOf } from './anyOf.ts';
import { ENGINE_RULES, NETWORK_RULE } from './infraRules.ts';
import type { Rule } from './rule.ts';

/** For lines of a build's log, in order: the first that fits a line decides. */
export const BUILD_RULES: readonly Rule[] = [
  ...ENGINE_RULES,
  {
    category: 'build.syntax',
    rank: 3,
    pattern: anyOf(
      /dockerfile parse error|unknown instruction:|failed to create LLB definition|syntax error - can't find/iu,
      /unexpected end of statement while looking|file with no instructions|unterminated heredoc|no build stage in current context/iu,
      /\b(?:FROM|RUN|COPY|ADD|ENV|ARG|LABEL|USER|WORKDIR|EXPOSE|VOLUME|ENTRYPOINT|CMD|SHELL|HEALTHCHECK|ONBUILD) (?:requires|must have) (?:at least|exactly|either|one|two)/iu,
    ),
  },
  {
    category: 'build.image',
    rank: 3,
    pattern: anyOf(
      /pull access denied|no basic auth credentials|authentication required|invalid reference format/iu,
      /manifest (?:unknown|invalid|for .{1,300} not found)|no matching manifest for|repository .{1,300} not found: does not exist/iu,
      /failed to resolve (?:source metadata|reference)|load metadata for .{1,300} not found/iu,
    ),
  },
  {
    category: 'infra.registry',
    rank: 3,
    pattern: anyOf(
      /toomanyrequests|pull rate limit|received unexpected HTTP status: 5\d\d|Client\.Timeout exceeded/iu,
      /\/v2\/\S*:? .{0,200}(?:timeout|no such host|refused|reset|EOF|x509|server misbehaving)/iu,
    ),
  },
  NETWORK_RULE,
  {
    category: 'build.dependency',
    rank: 3,
    pattern: anyOf(
      // Packages of distributions
      /unable to locate package|has no installation candidate|couldn't find any package|unmet dependencies/iu,
      /unable to correct problems|depends: .{1,200} but|dependency problems|version '[^']*' for '[^']*' was not found/iu,
      /unsatisfiable constraints|\(no such package\)|^\s*\S+ \(missing\):|target not found:|no package \S+ available/iu,
      /unable to find a match|nothing provides|no provider of|(?:is|was) not installed|not seem to be installed/iu,
      // Their repositories
      /(?:failed to fetch|unable to fetch|\berr:?\d*).{0,400}(?:404|410|not found)|some index files failed to download/iu,
      /does not have a release file|no longer has a release file|cannot find a valid baseurl|failed to retrieve/iu,
      /cannot retrieve (?:repository )?metadata|NO_PUBKEY|is not signed|signatures? (?:couldn't|could not) be verified/iu,
      /-y was used without|(?:cannot|could not) be authenticated|gpg check failed|key has expired/iu,
      // Python
      /no matching distribution found|could not find a version that satisfies|ResolutionImpossible|conflicting dependencies/iu,
      /requires? (?:a different )?python|requires-python|python [\d.]+ (?:or (?:later|newer)|is required)/iu,
      /ModuleNotFoundError|ImportError|no module named|cannot import name|DistributionNotFound|ContextualVersionConflict/iu,
      /PackagesNotFoundError|ResolvePackageNotFound|UnsatisfiableError|is installed but .{1,80} is required/iu,
      // Node and Ruby
      /npm ERR! (?:code E(?:404|RESOLVE|TARGET|NOTSUP|BADENGINE)\b|404|notarget)|no matching version found/iu,
      /couldn't find any versions for|engine "\w+" is incompatible|unsupported engine|cannot find module/iu,
      /could not find (?:a valid )?gem|requires (?:ruby|rubygems) version|could not find compatible|could not locate gemfile/iu,
      // Go, Rust, Java, PHP, R, Perl, Elixir
      /cannot find package|unrecognized import path|no required module provides|unknown revision/iu,
      /no matching package named|failed to select a version|requires rustc|could not (?:find|resolve) (?:artifact|dependencies)/iu,
      /could not resolve all|requirements could not be resolved|requires (?:ext-|php)|package .{1,80} is not available/iu,
      /there is no package called|can't locate \S+\.pm|supports only \w+ ~>/iu,
      // What a build looks for before it starts
      /could not find a package configuration file|could not? find \w|no package '[^']*' found/iu,
      /package requirements \(.{1,200}\) were not met|configure: error: .{0,200}(?:not found|required|missing|install|could|unable)/iu,
      /version `(?:GLIBC|GLIBCXX|CXXABI)|(?:is |are )?required(?:,| but)|minimum required|is too old/iu,
      /you need to (?:have|install)|please install|must be installed|is needed by|or (?:higher|newer|later|above) is required/iu,
      // Certificates
      /certificate verif\w+ failed|unable to get local issuer|self.signed certificate|problem with the SSL CA cert/iu,
      /certificate has expired|unable to verify the first certificate|x509:|SSL certificate problem/iu,
    ),
    // CMake goes on without what is optional.
    unless: /^\s*-- /u,
  },
  {
    category: 'build.compile',
    rank: 3,
    pattern: anyOf(
      /(?:^|\s)\S+:\d+(?::\d+)?: (?:fatal )?error\b|\(\d+(?:,\d+)*\): (?:fatal )?error\b|fatal error: /iu,
      /undefined reference to|undefined symbol|collect2: error|\bld(?:\.\w+)?: |cannot find -l|ld returned \d/iu,
      /internal compiler error|\berror(?:\[E\d+\]|: linking)|error TS\d+|^\S+\.(?:go|erl):\d+:(?:\d+:)? /iu,
      /compilation (?:error|failed)|BUILD FAILURE/iu,
    ),
    unless: /^PHP /u,
  },
  {
    category: 'build.command',
    rank: 2,
    pattern: anyOf(
      /not found(?:$|[\s:.])|no such file or directory|permission denied|operation not permitted|syntax error/iu,
      /(?:illegal|invalid|unknown|unrecognized|bad) (?:option|argument|command|flag|switch)|exec format error/iu,
      /(?:COPY|ADD) failed|failed to compute cache key|can't open|cannot (?:stat|access|create|open|remove|find)/iu,
      /returned error: 4\d\d|(?:error|status) 4\d\d|4\d\d:? (?:not found|forbidden|unauthorized)/iu,
      /could not read Username|does not appear to be a git repository|remote branch .{1,200} not found/iu,
      /repository .{1,200} (?:not found|does not exist)|pathspec .{1,200} did not match/iu,
    ),
  },
  { category: 'build.compile', rank: 2, pattern: anyOf(/^CMake Error/iu) },
  {
    category: 'build.compile',
    rank: 1,
    pattern: anyOf(
      /error: (?:could not compile|aborting due)|make(?:\[\d+\])?: \*\*\*|ninja: (?:build stopped|error)/iu,
      /^FAILED: |failed building wheel|failed to build|gyp ERR! (?:build|configure) error|error: command ['"]/iu,
      /rebar_abort|C compiler cannot create executables|no acceptable C compiler/iu,
    ),
  },
];
