import { EditOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex, Input, InputNumber, Modal, Select, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, shared } from '../api.ts';
import { Labelled } from '../schedules/labelled.tsx';
import { Time } from '../ui/time.tsx';
import type { JobDraft } from './job-draft.ts';
import type { JobTab } from './job-tab.ts';

/** Folder, owner, tags and group in a line, with a dialog to change them. */
export function JobFacts({ project, job, editing, mayEdit }: JobTab) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const { draft } = editing;
  const facts = [
    [t('jobs.facts.folder'), draft.folder === '' ? t('jobs.rootFolder') : draft.folder],
    [t('jobs.facts.owner'), draft.owner],
    [t('jobs.facts.group'), draft.group],
    [
      t('jobs.changed'),
      <>
        <Time at={job.changedAt} isRelative /> {job.changedBy === undefined ? null : `· ${job.changedBy}`}
      </>,
    ],
  ] as const;
  return (
    <Flex gap="small" align="center" wrap className="job-facts">
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {draft.tags.map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
      {mayEdit && (
        <Button type="text" size="small" icon={<EditOutlined aria-hidden />} onClick={() => setOpen(true)}>
          {t('jobs.facts.edit')}
        </Button>
      )}
      {draft.description !== '' && (
        <Typography.Text type="secondary" ellipsis={{ tooltip: draft.description }} className="own-line">
          {draft.description}
        </Typography.Text>
      )}
      {isOpen && (
        <FactsDialog
          project={project}
          draft={draft}
          onClose={() => setOpen(false)}
          onChange={(part) => {
            editing.change(part);
            setOpen(false);
          }}
        />
      )}
    </Flex>
  );
}

interface DialogProps {
  readonly project: string;
  readonly draft: JobDraft;
  readonly onChange: (part: Partial<JobDraft>) => void;
  readonly onClose: () => void;
}

function FactsDialog({ project, draft, onChange, onClose }: DialogProps) {
  const { t } = useTranslation();
  const [facts, setFacts] = useState(draft);
  const members = useQuery({
    queryKey: keys.of(project, 'members'),
    queryFn: async () => (await api.projects.members({ params: { project } })).items,
  });
  const groups = useQuery(shared.resourceGroups);
  const set = (part: Partial<JobDraft>) => setFacts({ ...facts, ...part });
  const { folder, description, owner, tags, group, priority } = facts;
  return (
    <Modal
      open
      title={t('jobs.facts.title')}
      okText={t('jobs.facts.use')}
      cancelText={t('ui.cancel')}
      onOk={() =>
        onChange({ folder: folder.trim().replaceAll(/^\/+|\/+$/g, ''), description, owner, tags, group, priority })
      }
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        <Labelled label={t('jobs.facts.folder')} help={t('jobs.facts.folderHelp')}>
          {(ids) => <Input {...ids} value={folder} onChange={(event) => set({ folder: event.target.value })} />}
        </Labelled>
        <Labelled label={t('ui.description')}>
          {(ids) => (
            <Input.TextArea
              {...ids}
              rows={2}
              maxLength={2_000}
              value={description}
              onChange={(event) => set({ description: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t('jobs.facts.owner')} help={t('jobs.facts.ownerHelp')}>
          {(ids) => (
            <Select
              {...ids}
              showSearch
              className="wide"
              value={owner}
              options={(members.data ?? []).map(({ user, displayName }) => ({
                value: user,
                label: displayName === '' ? user : `${displayName} (${user})`,
              }))}
              onChange={(next) => set({ owner: next })}
            />
          )}
        </Labelled>
        <Labelled label={t('jobs.facts.tags')}>
          {(ids) => (
            <Select
              {...ids}
              mode="tags"
              className="wide"
              value={[...tags]}
              onChange={(next: string[]) => set({ tags: next.slice(0, 20) })}
            />
          )}
        </Labelled>
        <Flex gap="middle">
          <Labelled label={t('jobs.facts.group')} width="60%">
            {(ids) => (
              <Select
                {...ids}
                className="wide"
                value={group}
                options={(groups.data ?? []).map(({ name }) => ({ value: name, label: name }))}
                onChange={(next) => set({ group: next })}
              />
            )}
          </Labelled>
          <Labelled label={t('jobs.facts.priority')} help={t('jobs.facts.priorityHelp')}>
            {(ids) => (
              <InputNumber
                {...ids}
                min={1}
                max={8}
                precision={0}
                value={priority}
                onChange={(next) => next !== null && set({ priority: next })}
              />
            )}
          </Labelled>
        </Flex>
      </Flex>
    </Modal>
  );
}
