import { createHash } from 'node:crypto';
import type { JobRequest } from '../platform.ts';
import { ownerLabels } from './ownerLabels.ts';

/** Says which request a container was made for, so that another one under the same name is not taken for it. */
export const REQUEST_LABEL = 'dev.fractale.request';

const MEBIBYTE = 2 ** 20;
const MAX_PROCESSES = 1024;
/** MPI ranks talk through shared memory; the engine's default of 64 MiB is too small for more than a few. */
const MAX_SHARED_MEMORY = 1024 * MEBIBYTE;
/** The job resolves its own name, as MPI launchers do, though it has no network. */
const HOST_NAME = 'job';

/**
 * Open MPI copies between ranks with process_vm_readv, which needs CAP_SYS_PTRACE, and floods the log where it is
 * refused. The job's own value comes later and wins.
 */
const MPI_WITHOUT_CAPABILITIES = ['OMPI_MCA_btl_vader_single_copy_mechanism=none'];

/** SHA-256 of everything that decides what the container does. */
export function requestHash(request: JobRequest): string {
  const { image, command, args, env, workingDir, user, cpus, memoryBytes, limitMs } = request;
  const what = [image, command, args, env, workingDir, user, cpus, memoryBytes, limitMs];
  return createHash('sha256').update(JSON.stringify(what)).digest('hex');
}

/**
 * The body of "Create a container" for a job: no capabilities, no new privileges, no network, no mounts, and
 * bounds on memory (no swap), CPU and processes. Command and arguments replace the image's as in Kubernetes.
 */
export function containerBody(request: JobRequest): object {
  return {
    Image: request.image,
    ...(request.command && { Entrypoint: request.command }),
    ...(request.args && { Cmd: request.args }),
    Env: [...MPI_WITHOUT_CAPABILITIES, ...request.env.map(({ name, value }) => `${name}=${value}`)],
    ...(request.workingDir && { WorkingDir: request.workingDir }),
    ...(request.user && { User: request.user }),
    Hostname: HOST_NAME,
    Labels: { ...ownerLabels(request.owner), [REQUEST_LABEL]: requestHash(request) },
    Healthcheck: { Test: ['NONE'] },
    HostConfig: {
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: MAX_PROCESSES,
      Memory: request.memoryBytes,
      MemorySwap: request.memoryBytes,
      NanoCpus: Math.round(request.cpus * 1e9),
      NetworkMode: 'none',
      ExtraHosts: [`${HOST_NAME}:127.0.0.1`],
      ShmSize: Math.min(MAX_SHARED_MEMORY, Math.max(Math.floor(request.memoryBytes / 2), MEBIBYTE)),
      RestartPolicy: { Name: 'no' },
      // Never rotated, whatever the engine's default: a log that is followed ends at its rotation.
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1000g' } },
    },
  };
}
