const LIST = /^\ufeff?(?:steps|plan)[ \t]*:[ \t]*(?:\r?$|[#[&*])/mu;
const AGENT = /^[ \t]*(?:-[ \t]+)*agent[ \t]*:(?:\s|$)|[{,][ \t]*agent[ \t]*:/mu;

/**
 * Whether a YAML text is meant as a plan: it has a top-level list `steps` or `plan`, and something in it names an
 * agent. Reads lines and parses nothing, in linear time: every YAML file of a workspace is asked about.
 */
export function looksLikePlan(text: string): boolean {
  return LIST.test(text) && AGENT.test(text);
}
