/** One key of a step's `context`: declared once, read by plan validation, the command line, hover and the docs. */
export interface Input {
  readonly type: 'string' | 'boolean' | 'integer' | 'strings';
  readonly doc: string;
  readonly required?: boolean;
  readonly default?: string | boolean | number;
  /** Command-line flag without the dashes; absent when the key can only stand in a plan. */
  readonly flag?: string;
  /** The agent's positional argument on the command line. */
  readonly positional?: boolean;
  /** The value comes from an earlier step's outputs when the plan does not give it. */
  readonly inherited?: boolean;
  /** Smallest allowed integer. */
  readonly minimum?: number;
  /** The value is a file's path; its text becomes this other value where that one is not given. */
  readonly reads?: string;
}

export type Inputs = Readonly<Record<string, Input>>;

/** What plan loading, its schema and its help have to know of an agent. */
export interface AgentDeclaration {
  readonly name: string;
  readonly description: string;
  readonly inputs: Inputs;
}
