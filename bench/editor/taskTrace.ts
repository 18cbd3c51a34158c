import type { CDPSession, Page } from 'playwright-core';

interface TraceEvent {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, in microseconds. */
  readonly tdur?: number;
  readonly args: { readonly name?: string };
}

/**
 * Chromium's own record of what the page's main thread works on. A frame waits for the longest task; its processor
 * time, unlike the time between frames, does not depend on what else the machine does.
 */
export class TaskTrace {
  readonly #session: CDPSession;
  readonly #events: TraceEvent[] = [];

  static async start(page: Page): Promise<TaskTrace> {
    const trace = new TaskTrace(await page.context().newCDPSession(page));
    await trace.#session.send('Tracing.start', {
      transferMode: 'ReportEvents',
      traceConfig: { includedCategories: ['toplevel'] },
    });
    return trace;
  }

  private constructor(session: CDPSession) {
    this.#session = session;
    session.on('Tracing.dataCollected', ({ value }) => {
      // Of Chromium's trace-event format; a trace has hundreds of thousands.
      for (const event of value as unknown as TraceEvent[])
        if (event.name === 'thread_name' || (event.ph === 'X' && event.tdur !== undefined))
          this.#events.push(event);
    });
  }

  /** Processor time of the longest task, in milliseconds. */
  async end(): Promise<number> {
    const complete = new Promise(resolve => this.#session.once('Tracing.tracingComplete', resolve));
    await this.#session.send('Tracing.end');
    await complete;
    await this.#session.detach();
    const mains = new Set(
      this.#events
        .filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid}/${tid}`),
    );
    const tasks = this.#events.filter(
      ({ pid, tid, tdur }) => tdur !== undefined && mains.has(`${pid}/${tid}`),
    );
    return tasks.reduce((most, { tdur = 0 }) => Math.max(most, tdur), 0) / 1000;
  }
}
