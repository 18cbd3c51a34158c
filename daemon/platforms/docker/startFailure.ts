import type { Exit } from '../../protocol/events.ts';
import type { EngineError } from './engineClient.ts';

const NOT_FOUND = /executable file not found|no such file or directory/iu;
const NOT_ALLOWED = /permission denied|exec format error|unable to find (?:user|group)|no matching entries/iu;

/**
 * How a container ended that the engine could not start. A command or user that the image does not have is
 * the job's fault and gets the shell's exit codes for it (127 not found, 126 cannot be run).
 */
export function startFailure(error: EngineError): Exit {
  const { message } = error;
  if (/docker-init|catatonit/u.test(message)) {
    return {
      kind: 'infrastructure',
      message: `the engine has no docker-init: ${message}`,
      category: 'infra.tool',
    };
  }
  if (NOT_FOUND.test(message)) return { kind: 'exited', code: 127, message, category: 'run.command' };
  if (NOT_ALLOWED.test(message)) return { kind: 'exited', code: 126, message, category: 'run.command' };
  const category = /no space left on device/iu.test(message) ? 'infra.disk' : 'infra.engine';
  return {
    kind: 'infrastructure',
    message: `the Docker engine could not start the job: ${message}`,
    category,
  };
}
