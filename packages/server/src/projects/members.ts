import type { Role } from '../contract/access.ts';
import { httpErrors } from '../http/errors.ts';
import type { ProjectScope } from '../http/call.ts';
import type { Database, DatabaseTransaction, Store } from '../store/database.ts';
import { peopleErrors } from '../users/errors.ts';
import { findUser, userOf } from '../users/users.ts';

export interface Member {
  readonly user: string;
  readonly displayName: string;
  readonly role: Role;
}

export async function listMembers(database: Database, projectId: string): Promise<readonly Member[]> {
  const rows = await database
    .selectFrom('members')
    .innerJoin('users', 'users.id', 'members.user_id')
    .select(['users.name', 'users.display_name', 'members.role'])
    .where('members.project_id', '=', projectId)
    .orderBy('users.name_key')
    .execute();
  return rows.map(({ name, display_name, role }) => ({
    user: name,
    displayName: display_name === '' ? name : display_name,
    role: role as Role,
  }));
}

/** Only owners make and unmake owners; somebody always owns a project. */
export async function setMember(
  store: Store,
  project: ProjectScope,
  name: string,
  role: Role,
): Promise<{ readonly member: Member; readonly before?: { readonly role: Role } }> {
  return store.transaction(async (transaction) => {
    const user = await findUser(transaction, name);
    const before = await roleOf(transaction, project.id, user.id);
    if (project.role !== 'owner' && (role === 'owner' || before === 'owner'))
      throw peopleErrors.ownRights({ role: 'owner' });
    await transaction
      .insertInto('members')
      .values({ project_id: project.id, user_id: user.id, role })
      .onConflict((conflict) => conflict.columns(['project_id', 'user_id']).doUpdateSet({ role }))
      .execute();
    await requireOwner(transaction, project);
    const member = { user: user.name, displayName: userOf(user).displayName, role };
    return { member, ...(before === undefined ? {} : { before: { role: before } }) };
  });
}

/** Answers who it was. */
export async function removeMember(store: Store, project: ProjectScope, name: string): Promise<Member> {
  return store.transaction(async (transaction) => {
    const user = await findUser(transaction, name);
    const before = await roleOf(transaction, project.id, user.id);
    if (before === undefined) throw httpErrors.notFound({ what: 'member', name });
    if (before === 'owner' && project.role !== 'owner') throw peopleErrors.ownRights({ role: 'owner' });
    await transaction
      .deleteFrom('members')
      .where('project_id', '=', project.id)
      .where('user_id', '=', user.id)
      .execute();
    await requireOwner(transaction, project);
    return { user: user.name, displayName: userOf(user).displayName, role: before };
  });
}

async function roleOf(transaction: DatabaseTransaction, projectId: string, userId: string): Promise<Role | undefined> {
  const row = await transaction
    .selectFrom('members')
    .select('role')
    .where('project_id', '=', projectId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row?.role as Role | undefined;
}

async function requireOwner(transaction: DatabaseTransaction, { id, name }: ProjectScope): Promise<void> {
  const owner = await transaction
    .selectFrom('members')
    .select('user_id')
    .where('project_id', '=', id)
    .where('role', '=', 'owner')
    .executeTakeFirst();
  if (owner === undefined) throw peopleErrors.lastOwner({ project: name });
}
