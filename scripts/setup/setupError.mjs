/** Something that is needed is missing: what and why (`message`), and what a person can do about it (`next`). */
export class SetupError extends Error {
  constructor(message, next) {
    super(message);
    this.name = 'SetupError';
    this.next = next;
  }
}
