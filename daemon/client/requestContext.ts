import type { Credentials } from '../protocol/requests.ts';

const ENGINE_VARIABLES = [
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_TLS_VERIFY',
  'DOCKER_CERT_PATH',
  'XDG_RUNTIME_DIR',
  'HOME',
  'PATH',
  'KUBECONFIG',
];
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** What of the environment is secret: it goes to the daemon's memory, never into a run's options. */
export function credentialsOf(env: NodeJS.ProcessEnv): Credentials {
  return {
    ...(env.GEMINI_API_KEY && { geminiApiKey: env.GEMINI_API_KEY }),
    ...(env.GOOGLE_GEMINI_BASE_URL && { geminiBaseUrl: env.GOOGLE_GEMINI_BASE_URL }),
  };
}

/** The variables that choose and reach an engine. A proxy with a password in its address is left out. */
export function engineEnvironment(env: NodeJS.ProcessEnv): Record<string, string> {
  const chosen: Record<string, string> = {};
  for (const name of ENGINE_VARIABLES) {
    const value = env[name];
    if (value) chosen[name] = value;
  }
  for (const name of PROXY_VARIABLES) {
    const value = env[name];
    if (value && !value.includes('@')) chosen[name] = value;
  }
  return chosen;
}
