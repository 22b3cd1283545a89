import {
  accountList,
  accountListQuery,
  accountParams,
  passwordLink,
  suspensionBody,
} from '@taleport/contracts/accounts';
import { type AccountCode, accountRoutes } from '@taleport/contracts/routes/accounts';
import type { FastifyRequest } from 'fastify';
import type { Db } from '../../infrastructure/database/database.ts';
import type { ApiApp } from '../api-app.ts';
import { type LocalAccounts, requireLocalAccounts } from '../auth-routes.ts';
import { requireAdmin } from '../identity.ts';
import type { RememberingAuth } from '../identity-cache.ts';
import { HttpProblem, notFound } from '../problem.ts';
import { keeperOf, listAccounts, suspend } from './accounts-storage.ts';
import { createPasswordLink } from './password-links.ts';

interface ListParts extends LocalAccounts {
  readonly db: Db;
  readonly auth: RememberingAuth;
  readonly publicBase: (request: FastifyRequest) => string;
}

/** What an admin can do about the accounts of everyone. Registered where requests are identified. */
export function registerAccountList(app: ApiApp, parts: ListParts): void {
  const { db, auth, publicBase } = parts;
  app.route({
    ...accountRoutes.list,
    schema: { querystring: accountListQuery, response: { 200: accountList } },
    handler: async (request) => {
      requireAdmin(request);
      return listAccounts(db, request.query);
    },
  });

  app.route({
    ...accountRoutes.suspend,
    schema: { params: accountParams, body: suspensionBody },
    handler: async (request, reply) => {
      requireAdmin(request);
      const { accountId } = request.params;
      if (accountId === request.account.id) throw ownAccount();
      const isThere = await suspend(db, accountId, request.body.isSuspended);
      if (!isThere) throw notFound('account');
      auth.forget();
      return reply.code(204).send();
    },
  });

  app.route({
    ...accountRoutes.createPasswordLink,
    schema: { params: accountParams, response: { 201: passwordLink } },
    handler: async (request, reply) => {
      requireAdmin(request);
      requireLocalAccounts(parts);
      const { accountId } = request.params;
      const keeper = await keeperOf(db, accountId);
      if (keeper === undefined) throw notFound('account');
      if (keeper !== 'owner') throw keptElsewhere();
      const link = await createPasswordLink(db, accountId, publicBase(request));
      return reply.code(201).header('cache-control', 'no-store').send(link);
    },
  });
}

function ownAccount(): HttpProblem<AccountCode> {
  return new HttpProblem<AccountCode>({
    status: 409,
    code: 'own_account',
    detail: 'This is your own account. Another admin can suspend it.',
  });
}

function keptElsewhere(): HttpProblem<AccountCode> {
  return new HttpProblem<AccountCode>({
    status: 409,
    code: 'account_kept_elsewhere',
    detail: 'This account has no password of its own here.',
  });
}
