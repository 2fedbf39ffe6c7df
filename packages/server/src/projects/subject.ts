import { projectRoutes } from '../contract/projects.ts';
import { peopleErrors } from '../users/errors.ts';
import { routeSet, type Ground, type Subject } from '../subject.ts';
import { listMembers, removeMember, setMember } from './members.ts';
import { changeProject, createProject, getProject, listProjects } from './projects.ts';

export interface ProjectNeeds {
  /** Deployed jobs of a project: it cannot be deleted while there are some. */
  countDeployed(projectId: string): Promise<number>;
}

export function projectSubject({ store, clock }: Ground, { countDeployed }: ProjectNeeds): Subject {
  const { database } = store;
  const routes = routeSet('projects', projectRoutes, {
    list: async ({ caller }) => ({ items: [...(await listProjects(database, caller))] }),
    async create(call) {
      const project = await createProject(store, call.caller.userId, call.body, clock.now());
      call.note({ target: `project ${project.name}`, after: project });
      return project;
    },
    get: async ({ project }) => getProject(database, project.id),
    async update(call) {
      const before = await getProject(database, call.project.id);
      const after = await changeProject(store, call.project.id, call.body, call.ifMatch);
      call.note({ target: `project ${after.name}`, before, after });
      return after;
    },
    async delete(call) {
      const { id, name } = call.project;
      const jobs = await countDeployed(id);
      if (jobs > 0) throw peopleErrors.projectInUse({ project: name, jobs });
      const before = await getProject(database, id);
      await database.deleteFrom('projects').where('id', '=', id).execute();
      call.note({ target: `project ${name}`, before });
    },
    members: async ({ project }) => ({ items: [...(await listMembers(database, project.id))] }),
    async setMember(call) {
      const { member, before } = await setMember(store, call.project, call.params.user, call.body.role);
      call.note({ target: `member ${member.user}`, ...(before === undefined ? {} : { before }), after: member });
      return member;
    },
    async removeMember(call) {
      const before = await removeMember(store, call.project, call.params.user);
      call.note({ target: `member ${before.user}`, before });
    },
  });
  return { routes: [routes] };
}
