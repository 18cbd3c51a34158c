import type { FailureCategory } from '../../protocol/verdict.ts';
import { isCertainHost } from './certainHost.ts';

const DISK = /no space left on device|disk quota exceeded/iu;
const QUOTA = /toomanyrequests|too many requests|rate limit|\b429\b/iu;
const NO_IMAGE =
  /manifest unknown|manifest for .* not found|not found: (?:manifest|name) unknown|name unknown|repository .*(?:does not exist|not found)|no matching manifest|does not match the specified platform|invalid reference format|invalid repository name|repository name must|invalid tag|no such image|image .* not found/iu;
const REFUSED =
  /unauthorized|authentication required|no basic auth credentials|\bdenied\b|forbidden|incorrect username or password|x509|server gave HTTP response|HTTP response to HTTPS client|unexpected (?:HTTP )?status|HTTP (?:code|status):? ?[45]\d\d|\b50[0234]\b|blob upload|internal server error|service unavailable|bad gateway/iu;
const UNREACHABLE =
  /dial tcp|lookup \S+|i\/o timeout|handshake timeout|connection (?:refused|reset|timed out)|no route to host|network is unreachable|request canceled|deadline exceeded|temporary failure|no such host|server misbehaving|\bEOF\b|Client\.Timeout/iu;

/**
 * Whose fault a failed pull is. An unknown name is the text's own fault (Docker Hub answers "pull access
 * denied" for names that do not exist); so is a registry whose name the resolver denies, unless that registry
 * is known to exist.
 */
export function pullFailure(message: string, text: string): FailureCategory | undefined {
  if (DISK.test(message)) return 'infra.disk';
  if (QUOTA.test(message)) return 'infra.registry';
  if (NO_IMAGE.test(message)) return 'build.image';
  if (UNREACHABLE.test(message)) {
    const host = /lookup ([^\s:]+)|https?:\/\/([^/\s"]+)/u.exec(message);
    const denied = /no such host/u.test(message) && !isCertainHost(host?.[1] ?? host?.[2] ?? '', text);
    return denied ? 'build.image' : 'infra.network';
  }
  return REFUSED.test(message) ? 'infra.registry' : undefined;
}

/** Whose fault a failed push is: never the image's. */
export function pushFailure(message: string): FailureCategory {
  if (DISK.test(message)) return 'infra.disk';
  if (REFUSED.test(message) || QUOTA.test(message)) return 'infra.registry';
  return UNREACHABLE.test(message) ? 'infra.network' : 'infra.registry';
}
