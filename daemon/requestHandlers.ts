import type { Home } from './discovery/home.ts';
import { doctor } from './doctor/doctor.ts';
import { ModelError } from './models/model.ts';
import { openModel } from './models/openModel.ts';
import { openPlatform } from './openPlatform.ts';
import { DEFAULT_TARGET } from './plan/defaults.ts';
import { UserError } from './protocol/userError.ts';
import type { Runs } from './runs/runs.ts';
import type { Methods } from './server/method.ts';
import type { HandledMethod } from './server/server.ts';

/** Answers to the requests that do something, beside those that only read the store. */
export function requestHandlers(runs: Runs, home: Home): Methods<HandledMethod> {
  return {
    'run/start': async params => ({ run: await runs.start(params) }),
    'run/cancel': async ({ run }) => ({ status: await runs.cancel(run) }),
    'run/resume': async ({ run, credentials }) => {
      await runs.resume(run, credentials);
      return { run };
    },
    'review/answer': async answer => {
      await runs.answer(answer);
      return null;
    },
    'doctor/check': ({ environment }) =>
      doctor({
        home,
        environment,
        hasKey: runs.hasKey,
        openEngine: () => openPlatform(DEFAULT_TARGET, environment),
      }),
    'model/ask': async ({ model: name, prompt, cwd, credentials = {} }) => {
      const model = await openModel({ name, credentials, folders: [cwd] });
      try {
        const { text, tokens, usd } = await model.ask(prompt, {
          step: 'ask',
          ordinal: 0,
          signal: new AbortController().signal,
          onRetry: () => {},
        });
        return { reply: text, model: model.name, tokens: tokens.total, ...(usd !== undefined && { usd }) };
      } catch (error) {
        if (error instanceof ModelError) throw new UserError('model-failed', error.message, error.next);
        throw error;
      }
    },
  };
}
