import { isCertainHost } from './certainHost.ts';

/** A host that a tool could not reach; `temporary` when the resolver or the route failed, not the name. */
const FAILURES: readonly { readonly pattern: RegExp; readonly temporary: boolean }[] = [
  { pattern: /Temporary failure resolving '([^']+)'/gu, temporary: true },
  { pattern: /Could not resolve '([^']+)'/gu, temporary: false },
  { pattern: /(?:Could not|Unable to) connect to ([^\s:]+):\w+/gu, temporary: true },
  { pattern: /Cannot initiate the connection to ([^\s:]+):\d+/gu, temporary: true },
  { pattern: /[Cc]ould not resolve host:? ([\w.-]+)/gu, temporary: false },
  { pattern: /[Ff]ailed to connect to ([\w.-]+) port \d+/gu, temporary: true },
  { pattern: /unable to resolve host address [‘'"`]([\w.-]+)/gu, temporary: false },
  { pattern: /wget: bad address '([\w.-]+)/gu, temporary: false },
  {
    pattern:
      /Connecting to ([\w.-]+)[^\n]*failed: (?:Connection timed out|Network is unreachable|No route)/gu,
    temporary: true,
  },
  { pattern: /host='([\w.-]+)'[^\n]*(?:Temporary failure in name|timed out|unreachable)/gu, temporary: true },
  { pattern: /host='([\w.-]+)'[^\n]*(?:Name or service not known|Failed to resolve)/gu, temporary: false },
  {
    pattern: /lookup ([\w.-]+)(?: on [^\s]+)?: (?:i\/o timeout|Temporary failure|server misb)/gu,
    temporary: true,
  },
  { pattern: /lookup ([\w.-]+)(?: on [^\s]+)?: no such host/gu, temporary: false },
  { pattern: /getaddrinfo EAI_AGAIN ([\w.-]+)/gu, temporary: true },
  { pattern: /getaddrinfo ENOTFOUND ([\w.-]+)/gu, temporary: false },
  { pattern: /CONNECTION FAILED for url <https?:\/\/([\w.-]+)/gu, temporary: true },
];

/** Signs that some host did answer. */
const ANSWERS = [
  /^(?:Get|Hit):\d+ https?:\/\/([\w.-]+)/gmu,
  /Connecting to ([\w.-]+)[^\n]*\.\.\. connected/gu,
  /Downloading https?:\/\/([\w.-]+)/gu,
];

/**
 * What the end of a failed command's output says about the network; undefined when nothing. A host that exists
 * for certain and could not be reached: the network is at fault. For any other host the text is, when another host
 * answered or the resolver denied the name: a mirror that was shut down and a host that a model made up look
 * the same, and another attempt can cure both.
 */
export function networkFailure(
  output: string,
  dockerfile: string,
): 'infra.network' | 'build.dependency' | undefined {
  let temporary = false;
  const failed = new Set<string>();
  for (const failure of FAILURES) {
    for (const [, host = ''] of output.matchAll(failure.pattern)) {
      if (isCertainHost(host, dockerfile)) return 'infra.network';
      failed.add(host);
      temporary ||= failure.temporary;
    }
  }
  if (failed.size === 0) return undefined;
  const answered = ANSWERS.some(sign =>
    [...output.matchAll(sign)].some(([, host = '']) => !failed.has(host)),
  );
  return temporary && !answered ? 'infra.network' : 'build.dependency';
}
