import {
  account,
  changePasswordBody,
  ownAccess,
  ownSessionParams,
  renameBody,
} from '@taleport/contracts/accounts';
import { type AccountCode, accountRoutes } from '@taleport/contracts/routes/accounts';
import type { FastifyRequest } from 'fastify';
import type { Db } from '../../infrastructure/database/database.ts';
import type { ApiApp } from '../api-app.ts';
import { handleAuth, type LocalAccounts, requireLocalAccounts } from '../auth-routes.ts';
import type { RememberingAuth } from '../identity-cache.ts';
import { HttpProblem, notFound } from '../problem.ts';
import { endSession, keeperOf, listSessions, rename } from './accounts-storage.ts';

interface AccountParts extends LocalAccounts {
  readonly db: Db;
  readonly auth: RememberingAuth;
}

/** What somebody can do about the account that asks. Registered where requests are identified. */
export function registerOwnAccount(app: ApiApp, parts: AccountParts): void {
  const { db, auth } = parts;
  app.route({
    ...accountRoutes.me,
    schema: { response: { 200: account } },
    handler: async (request) => request.account,
  });

  app.route({
    ...accountRoutes.rename,
    schema: { body: renameBody, response: { 200: account } },
    handler: async (request) => {
      await requireOwnKeeping(db, request);
      const { name } = request.body;
      await rename(db, request.account.id, name);
      auth.forget();
      return { ...request.account, name };
    },
  });

  app.route({
    ...accountRoutes.changePassword,
    schema: { body: changePasswordBody },
    handler: async (request, reply) => {
      requireLocalAccounts(parts);
      await requireOwnKeeping(db, request);
      // Somebody else may know the old password.
      const body = JSON.stringify({ ...request.body, revokeOtherSessions: true });
      return handleAuth(auth, { request, reply, url: request.url, body });
    },
  });

  app.route({
    ...accountRoutes.access,
    schema: { response: { 200: ownAccess } },
    handler: async ({ account: { id }, sessionId }) => ({
      keeper: (await keeperOf(db, id)) ?? 'owner',
      sessions: await listSessions(db, id, sessionId),
    }),
  });

  app.route({
    ...accountRoutes.endSession,
    schema: { params: ownSessionParams },
    handler: async (request, reply) => {
      const isEnded = await endSession(db, request.account.id, request.params.sessionId);
      if (!isEnded) throw notFound('session');
      auth.forget();
      return reply.code(204).send();
    },
  });
}

async function requireOwnKeeping(db: Db, { account: { id } }: FastifyRequest): Promise<void> {
  const keeper = await keeperOf(db, id);
  if (keeper === 'owner') return;
  throw new HttpProblem<AccountCode>({
    status: 409,
    code: 'account_kept_elsewhere',
    detail:
      keeper === 'demo'
        ? 'This account is there for everybody who tries Taleport out: its name and its password stay.'
        : 'Your organisation keeps the name and the password of this account. Change them there.',
  });
}
