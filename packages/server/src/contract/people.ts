import { z } from 'zod';
import { permissions, roles, type Permission } from './access.ts';
import { idSchema, instantSchema, nameSchema, pageOf, pageQuery, versionSchema } from './parts.ts';
import { defineRoutes } from './route.ts';

const passwordSchema = z
  .string()
  .min(12)
  .max(256)
  .meta({ description: 'At least 12 characters, not the name, not one of the commonest.' });
const loginSchema = z.object({ name: z.string().min(1).max(80), password: z.string().min(1).max(256) });

export const permissionSchema = z.enum(Object.keys(permissions) as [Permission, ...Permission[]]);
export const roleSchema = z.enum(roles);

export const userSchema = z
  .object({
    id: idSchema,
    name: nameSchema,
    displayName: z.string(),
    email: z.string().optional(),
    isAdministrator: z.boolean().meta({ description: 'Of the installation: users, projects, resource groups.' }),
    isDisabled: z.boolean(),
    /** False for users who sign in elsewhere only. */
    hasPassword: z.boolean(),
    createdAt: instantSchema,
    lastSeenAt: instantSchema.optional(),
    version: versionSchema,
  })
  .meta({ id: 'User' });

export const tokenSchema = z
  .object({
    id: idSchema,
    name: z.string(),
    prefix: z.string().meta({ description: 'Its first characters, to recognise it.' }),
    project: z.string().optional().meta({ description: 'Only within this project.' }),
    permissions: z.array(permissionSchema).optional().meta({ description: 'Only these; absent: all of the user.' }),
    createdAt: instantSchema,
    expiresAt: instantSchema,
    lastUsedAt: instantSchema.optional(),
  })
  .meta({ id: 'Token' });

const meSchema = z.object({
  user: userSchema,
  projects: z.array(z.object({ name: nameSchema, title: z.string(), role: roleSchema })),
});

const newUser = z.object({
  name: nameSchema,
  displayName: z.string().max(120).default(''),
  email: z.email().max(200).optional(),
  password: passwordSchema.optional().meta({ description: 'Absent: the user gets a link to set one.' }),
  isAdministrator: z.boolean().default(false),
});

export const peopleRoutes = defineRoutes({
  setUp: {
    method: 'POST',
    path: '/api/set-up',
    summary: 'Make the first administrator, with the code of the link that the server printed.',
    access: 'public',
    body: z.object({ code: z.string().max(200), name: nameSchema, password: passwordSchema }),
    reply: meSchema,
    status: 201,
  },
  login: {
    method: 'POST',
    path: '/api/login',
    summary: 'Sign in; answers with a session cookie.',
    access: 'public',
    body: loginSchema,
    reply: meSchema,
  },
  logout: { method: 'POST', path: '/api/logout', summary: 'End this session.', access: 'signedIn' },
  me: {
    method: 'GET',
    path: '/api/me',
    summary: 'Who am I, and where may I work?',
    access: 'signedIn',
    reply: meSchema,
  },
  changePassword: {
    method: 'POST',
    path: '/api/me/password',
    summary: 'Change my password; ends my other sessions.',
    access: 'signedIn',
    body: z.object({ current: z.string().max(256), next: passwordSchema }),
  },
  redeemLink: {
    method: 'POST',
    path: '/api/password-links/redeem',
    summary: 'Set a password with the code of a link from an administrator.',
    access: 'public',
    body: z.object({ code: z.string().max(200), password: passwordSchema }),
  },
  listTokens: {
    method: 'GET',
    path: '/api/me/tokens',
    summary: 'My API tokens, without their secrets.',
    access: 'signedIn',
    reply: z.object({ items: z.array(tokenSchema) }),
  },
  createToken: {
    method: 'POST',
    path: '/api/me/tokens',
    summary: 'Make an API token; its secret is shown this once.',
    access: 'signedIn',
    body: z.object({
      name: z.string().min(1).max(80),
      project: nameSchema.optional(),
      permissions: z.array(permissionSchema).min(1).max(50).optional(),
      days: z.number().int().min(1).max(366).default(90),
    }),
    reply: z.object({ token: tokenSchema, secret: z.string() }),
    status: 201,
  },
  deleteToken: { method: 'DELETE', path: '/api/me/tokens/:token', summary: 'Revoke a token.', access: 'signedIn' },
  listUsers: {
    method: 'GET',
    path: '/api/users',
    summary: 'Users of the installation.',
    access: 'installation',
    query: pageQuery.extend({ search: z.string().max(80).optional() }),
    reply: pageOf(userSchema),
  },
  createUser: {
    method: 'POST',
    path: '/api/users',
    summary: 'Make a user.',
    access: 'installation',
    body: newUser,
    reply: z.object({ user: userSchema, passwordLink: z.string().optional() }),
    status: 201,
    isIdempotent: true,
  },
  getUser: { method: 'GET', path: '/api/users/:user', summary: 'A user.', access: 'installation', reply: userSchema },
  updateUser: {
    method: 'PATCH',
    path: '/api/users/:user',
    summary: 'Change a user; disabling one ends the sessions and tokens.',
    access: 'installation',
    body: newUser
      .pick({ displayName: true, email: true, isAdministrator: true })
      .extend({ isDisabled: z.boolean() })
      .partial(),
    reply: userSchema,
    isVersioned: true,
  },
  createPasswordLink: {
    method: 'POST',
    path: '/api/users/:user/password-link',
    summary: 'A link with which the user sets a new password, valid for a day.',
    access: 'installation',
    reply: z.object({ link: z.string() }),
    status: 201,
  },
  deleteUser: { method: 'DELETE', path: '/api/users/:user', summary: 'Delete a user.', access: 'installation' },
});
