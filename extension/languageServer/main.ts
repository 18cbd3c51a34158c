import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { AGENTS } from '../../daemon/agents/registry.ts';
import { pricedModels } from '../../daemon/models/prices.ts';
import { TARGETS } from '../../daemon/plan/defaults.ts';
import { PlanServer } from './planServer.ts';

/** The plan language server's process: one a window, started by the editor with `--node-ipc` or `--stdio`. */
const connection = createConnection(ProposedFeatures.all);
new PlanServer(connection, {
  agents: AGENTS,
  targets: TARGETS,
  models: [...pricedModels(), 'replay/'],
}).listen();
