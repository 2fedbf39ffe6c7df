import { Button, Card, Flex, Form, Input, Switch } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, isConflict, keys, queries, shared, type Reply } from '../api.ts';
import { useMay, useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { ConflictDialog } from '../ui/conflict.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { ZoneSelect } from '../ui/zone-select.tsx';

type Project = Reply<'projects', 'get'>;
type Values = Pick<Project, 'title' | 'description' | 'timeZone' | 'isScheduling'>;

export default function ProjectSettingsPage() {
  const { t } = useTranslation();
  const project = useProject();
  const params = { project };
  const query = useQuery(shared.project(project));
  return (
    <Page title={t('nav.projectSettings')} actions={<CopyAs route={contract.projects.get} input={{ params }} />}>
      <Loaded query={query}>{(found) => <Settings key={found.version} project={found} />}</Loaded>
    </Page>
  );
}

function Settings({ project }: { readonly project: Project }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const mayEdit = useMay('project.edit');
  const [conflict, setConflict] = useState<{ readonly mine: Values; readonly theirs: Project }>();
  const params = { project: project.name };
  const refresh = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: keys.of(project.name, 'settings') });
    await queries.invalidateQueries({ queryKey: shared.projects.queryKey });
  };
  const save = useMutation({
    mutationFn: ({ values, version }: { readonly values: Values; readonly version: number }) =>
      api.projects.update({ params, body: values, ifMatch: version }),
    onSuccess: async () => {
      notice.done(t('ui.saved'));
      await refresh();
    },
    onError: async (error, { values }) => {
      if (isConflict(error)) setConflict({ mine: values, theirs: await api.projects.get({ params }) });
    },
  });
  const { title, description, timeZone, isScheduling } = project;
  return (
    <>
      <Card>
        <Form<Values>
          layout="vertical"
          className="fields"
          disabled={!mayEdit}
          initialValues={{ title, description, timeZone, isScheduling }}
          onFinish={(values) => save.mutate({ values, version: project.version })}
        >
          <Form.Item name="title" label={t('projects.projectTitle')}>
            <Input maxLength={120} />
          </Form.Item>
          <Form.Item name="description" label={t('ui.description')}>
            <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2, maxRows: 8 }} />
          </Form.Item>
          <Form.Item name="timeZone" label={t('projects.timeZone')} extra={t('projects.timeZoneHint')}>
            <ZoneSelect />
          </Form.Item>
          <Form.Item
            name="isScheduling"
            label={t('projects.scheduling')}
            extra={t('projects.schedulingHint')}
            valuePropName="checked"
          >
            <Switch checkedChildren={t('projects.on')} unCheckedChildren={t('projects.off')} />
          </Form.Item>
          <Flex vertical gap="middle" align="start">
            {save.isError && !isConflict(save.error) ? <ProblemBox error={save.error} /> : null}
            <MayButton needs="project.edit" type="primary" htmlType="submit" loading={save.isPending}>
              {t('ui.save')}
            </MayButton>
          </Flex>
        </Form>
      </Card>
      <DeleteCard name={project.name} />
      <ConflictDialog
        mine={conflict?.mine}
        theirs={conflict?.theirs}
        onClose={() => setConflict(undefined)}
        onTakeTheirs={() => void refresh()}
        onKeepMine={() => {
          if (conflict === undefined) return;
          setConflict(undefined);
          save.mutate({ values: conflict.mine, version: conflict.theirs.version });
        }}
      />
    </>
  );
}

function DeleteCard({ name }: { readonly name: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const mayDelete = useMay('project.delete');
  const remove = useMutation({
    mutationFn: () => api.projects.delete({ params: { project: name } }),
    onSuccess: async () => {
      queries.removeQueries({ queryKey: keys.of(name) });
      await navigate({ to: paths.projects });
      await queries.invalidateQueries({ queryKey: shared.projects.queryKey });
      await queries.invalidateQueries({ queryKey: keys.me });
    },
  });
  const ask = async (): Promise<void> => {
    const question = { title: t('projects.deleteTitle', { name }), text: t('projects.deleteText') };
    if (await confirm({ ...question, action: t('ui.delete'), isDangerous: true })) remove.mutate();
  };
  if (!mayDelete) return null;
  return (
    <Card title={t('projects.deleteCard')}>
      <Flex vertical gap="middle" align="start">
        <span>{t('projects.deleteText')}</span>
        {remove.isError ? <ProblemBox error={remove.error} /> : null}
        <Button danger loading={remove.isPending} onClick={() => void ask()}>
          {t('projects.deleteCard')}
        </Button>
      </Flex>
    </Card>
  );
}
