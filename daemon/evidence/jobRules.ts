import { ENGINE_RULES, NETWORK_RULE } from './infraRules.ts';
import { anyOf, type Rule } from './rule.ts';

/** For lines of a job's log, in order: the first that fits a line decides. */
export const JOB_RULES: readonly Rule[] = [
  ...ENGINE_RULES,
  {
    category: 'run.command',
    rank: 3,
    pattern: anyOf(
      /executable file not found|command not found|: not found$|exec format error|cannot execute/u,
      /error while loading shared libraries|symbol lookup error|version `GLIBC|ModuleNotFoundError|ImportError/u,
      /unable to find the specified executable|could not (?:find|access) (?:the )?executable/u,
      /no such file or directory: unknown|\bstat \S+: no such file|invalid command.line|^\s*usage:/u,
      /(?:invalid|illegal|unrecognized|unknown)(?: command.line)? (?:option|argument|flag|switch|parameter)/u,
      /^\S*(?:\bsh|bash): (?:line )?(?:\d+: )?\S+: no such file or directory/u,
    ),
  },
  {
    category: 'run.mpi',
    rank: 3,
    pattern: anyOf(
      /attempt to run as root|as root is \*strongly\*|not enough slots|(?:resources|slots) (?:are )?available/u,
      /(?:ORTE|PRTE|PMIX|OPAL|PMI2?|HYDU?)[_ ]\w*ERROR|(?:orte|pmix|ompi_mpi)_\w*init failed|MPI_ERR_\w+/u,
      /MPI_Init(?:_thread)?\b.{0,80}(?:fail|error|unable)|process_group_connect|oversubscri/u,
      /unable to (?:launch|reach|establish) .{0,60}(?:daemon|orted|prted|plm)/u,
    ),
  },
  {
    category: 'run.memory',
    rank: 3,
    pattern: anyOf(
      /out of memory|oom.?kill|cannot allocate memory|std::bad_alloc|MemoryError|^\s*killed\s*$/u,
      /failed to allocate|\bENOMEM\b|insufficient (?:virtual )?memory/u,
    ),
  },
  {
    category: 'run.input',
    rank: 3,
    pattern: anyOf(
      /cannot open|could(?: not|n't) (?:open|find|read)|can't (?:open|find|read)|no such file or directory/u,
      /file .{0,300}(?:not found|does not exist|doesn't exist)|cannot find (?:the )?file|error opening|failed to open/u,
      /FileNotFoundError|unknown (?:command|\w+ style|identifier|keyword|variable)|unrecognized \w+ style/u,
      /illegal .{1,60} command|error in routine|missing (?:input|file)|invalid (?:input|value|format)|namelist/u,
      /expected .{0,60}(?:parameter|argument|keyword|token)|parse error|syntax error/u,
    ),
  },
  {
    category: 'run.crash',
    rank: 2,
    pattern: anyOf(
      /segmentation (?:fault|violation)|SIG(?:SEGV|ABRT|FPE|BUS|ILL)|signal:? (?:4|6|7|8|11)\b|bus error/u,
      /illegal instruction|core dumped|floating.point (?:exception|error)|double free|stack smashing/u,
      /corrupted (?:size|double|unsorted)|assertion .{0,300}failed|terminate called|^panic:|forrtl: severe/u,
      /fatal python error|runtime error:/u,
    ),
  },
  NETWORK_RULE,
];
