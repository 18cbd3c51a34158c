const WARNING =
  /^\s*(?:\S+:\s*)?(?:npm )?\(?(?:warn(?:ing)?|deprecat\w+|notice|info)\b|^W: |\b[a-z]{0,40}warning:|^.{0,40}# warning |^\s*retrying\b/iu;
/** What package managers call a warning although nothing will be found afterwards; pip counts its retries down to 0. */
const GRAVE = /failed to fetch|does not have a release file|ignoring https?:|retry\(total=0/iu;

/** Whether a line only warns: of something that did not stop the work. */
export function isWarning(line: string): boolean {
  return WARNING.test(line) && !GRAVE.test(line);
}
