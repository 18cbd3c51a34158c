import { userInfo } from 'node:os';

/** Who answers a review, for the record: the user's name on this machine. */
export function answererName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that no password file names.
    return 'command line';
  }
}
