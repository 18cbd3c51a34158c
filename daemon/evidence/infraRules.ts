import { anyOf } from './anyOf.ts';
import type { Rule } from './rule.ts';

/** What the machine or the network is to blame for, in builds as in jobs. */
export const ENGINE_RULES: readonly Rule[] = [
  {
    category: 'infra.disk',
    rank: 3,
    pattern: anyOf(/no space left on device|\bENOSPC\b|disk quota exceeded|don't have enough free space/iu),
  },
  {
    category: 'infra.engine',
    rank: 3,
    pattern: anyOf(
      /cannot connect to the docker daemon|error during connect:|failed to (?:create|start) (?:shim|containerd)/iu,
      /failed to register layer|failed to mount overlay/iu,
      /could not find bridge |failed to create endpoint|failed to set up container networking/iu,
    ),
  },
];

export const NETWORK_RULE: Rule = {
  category: 'infra.network',
  rank: 3,
  pattern: anyOf(
    /temporary failure (?:in name resolution|resolving)|could not resolve (?:host|proxy|')|name or service not known/iu,
    /\bEAI_AGAIN\b|\bENOTFOUND\b|no such host|bad address '|temporary error \(try again later\)|DNS lookup error/iu,
    /network is unreachable|no route to host|connection (?:timed out|reset by peer|was reset)|i\/o timeout/iu,
    /\bE(?:TIMEDOUT|CONNRESET|NETUNREACH)\b|(?:operation|read) timed out|TLS handshake timeout/iu,
    /early EOF|unexpected disconnect|hash sum mismatch|HTTP 000 CONNECTION FAILED|retry\(total=0/iu,
    /(?:500|502|503|504):? +(?:internal server|bad gateway|service|gateway)|(?:returned error:|http error) 50[0234]\b/iu,
    /curl: \((?:5|6|7|28|52|56)\)/iu,
  ),
  // A server that the build or the job itself should have started.
  unless: /\blocalhost\b|127\.0\.0\.1|\[?::1\]?[:\s]/u,
};
