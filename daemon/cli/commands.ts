import type { Command } from 'commander';
import type { Cli } from './cli.ts';

/** What a command is added with. */
export interface Commands {
  readonly root: Command;
  readonly cli: Cli;
  /** Makes a commander action of a function that gives the exit status. */
  does<A extends unknown[]>(work: (...args: A) => Promise<number> | number): (...args: A) => Promise<void>;
}
