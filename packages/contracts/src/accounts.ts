import { z } from 'zod';

export const accountRole = z.enum(['creator', 'admin']);

export const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: accountRole,
});

export type Account = z.infer<typeof account>;
