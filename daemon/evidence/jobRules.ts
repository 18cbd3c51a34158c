import { anyOf } from './anyOf.ts';
import { ENGINE_RULES, NETWORK_RULE } from './infraRules.ts';
import type { Rule } from './rule.ts';

/** For lines of a job's log, in order: the first that fits a line decides. */
export const JOB_RULES: readonly Rule[] = [
  ...ENGINE_RULES,
  {
    category: 'run.command',
    rank: 3,
    pattern: anyOf(
      /executable file not found|command not found|: not found$|exec format error|cannot execute/iu,
      /error while loading shared libraries|symbol lookup error|version `GLIBC|ModuleNotFoundError|ImportError/iu,
      /unable to find the specified executable|could not (?:find|access) (?:the )?executable/iu,
      /no such file or directory: unknown|\bstat \S+: no such file|invalid command.line|^\s*usage:/iu,
      /(?:invalid|illegal|unrecognized|unknown)(?: command.line)? (?:option|argument|flag|switch|parameter)/iu,
      /^\S*(?:\bsh|bash): (?:line )?(?:\d+: )?\S+: no such file or directory/iu,
    ),
  },
  {
    category: 'run.mpi',
    rank: 3,
    pattern: anyOf(
      /attempt to run as root|as root is \*strongly\*|not enough slots|(?:resources|slots) (?:are )?available/iu,
      /(?:ORTE|PRTE|PMIX|OPAL|PMI2?|HYDU?)[_ ]\w*ERROR|(?:orte|pmix|ompi_mpi)_\w*init failed|MPI_ERR_\w+/iu,
      /MPI_Init(?:_thread)?\b.{0,80}(?:fail|error|unable)|process_group_connect|oversubscri/iu,
      /unable to (?:launch|reach|establish) .{0,60}(?:daemon|orted|prted|plm)/iu,
    ),
  },
  {
    category: 'run.memory',
    rank: 3,
    pattern: anyOf(
      /out of memory|oom.?kill|cannot allocate memory|std::bad_alloc|MemoryError|^\s*killed\s*$/iu,
      /failed to allocate|\bENOMEM\b|insufficient (?:virtual )?memory/iu,
    ),
  },
  {
    category: 'run.input',
    rank: 3,
    pattern: anyOf(
      /cannot open|could(?: not|n't) (?:open|find|read)|can't (?:open|find|read)|no such file or directory/iu,
      /file .{0,300}(?:not found|does not exist|doesn't exist)|cannot find (?:the )?file|error opening|failed to open/iu,
      /FileNotFoundError|unknown (?:command|\w+ style|identifier|keyword|variable)|unrecognized \w+ style/iu,
      /illegal .{1,60} command|error in routine|missing (?:input|file)|invalid (?:input|value|format)|namelist/iu,
      /expected .{0,60}(?:parameter|argument|keyword|token)|parse error|syntax error/iu,
    ),
  },
  {
    category: 'run.crash',
    rank: 2,
    pattern: anyOf(
      /segmentation (?:fault|violation)|SIG(?:SEGV|ABRT|FPE|BUS|ILL)|signal:? (?:4|6|7|8|11)\b|bus error/iu,
      /illegal instruction|core dumped|floating.point (?:exception|error)|double free|stack smashing/iu,
      /corrupted (?:size|double|unsorted)|assertion .{0,300}failed|terminate called|^panic:|forrtl: severe/iu,
      /fatal python error|runtime error:/iu,
    ),
  },
  NETWORK_RULE,
];
