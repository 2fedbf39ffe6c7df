import { scriptOfWizard } from '@sluice/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Button, Card, Flex, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, keys } from '../api.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { Labelled } from '../schedules/labelled.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { useFilters } from '../ui/filters.ts';
import { MayButton } from '../ui/may-button.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { EndChoice, isComplete, type ChosenEnd } from './end-choice.tsx';
import { templateFor } from './script/template-dialog.tsx';
import { emptyModel, withParameters } from './wizard/model.ts';
import './jobs.css';

const namePattern = /^[\p{L}\p{N}][\p{L}\p{N}_.-]*$/u;

/** A new job: what it is called, where data comes from, where it goes. */
export default function NewJobPage() {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const client = useQueryClient();
  const [filters] = useFilters();
  const [name, setName] = useState('');
  const [folder, setFolder] = useState(filters['folder'] ?? '');
  const [reader, setReader] = useState<ChosenEnd>({});
  const [writer, setWriter] = useState<ChosenEnd>({});
  const [start, setStart] = useState<'wizard' | 'template'>('wizard');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const isNamed = namePattern.test(name) && name.length <= 80;

  const create = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const script = start === 'wizard' ? scriptFor(reader, writer) : await templateFor(reader, writer);
      const job = await api.jobs.create({ params: { project }, body: { name, folder, script } });
      await client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
      const search = { tab: start === 'wizard' ? 'wizard' : 'script' };
      await navigate({ to: paths.job(project, job.name), search: search as never });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };

  return (
    <Page
      title={t('jobs.new.title')}
      about={t('jobs.new.about')}
      actions={
        <CopyAs
          route={contract.jobs.create}
          input={{ params: { project }, body: { name, folder, script: scriptFor(reader, writer) } }}
        />
      }
    >
      <Card className="narrow-card">
        <Flex vertical gap="middle">
          {error !== undefined && <ProblemBox error={error} />}
          <Labelled
            label={t('ui.name')}
            help={t('jobs.new.nameHelp')}
            problem={name === '' || isNamed ? undefined : t('jobs.new.badName')}
          >
            {(ids) => (
              <Input {...ids} autoFocus maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
            )}
          </Labelled>
          <Labelled label={t('jobs.facts.folder')} help={t('jobs.facts.folderHelp')}>
            {(ids) => (
              <Input {...ids} maxLength={500} value={folder} onChange={(event) => setFolder(event.target.value)} />
            )}
          </Labelled>
          <EndChoice project={project} side="reader" value={reader} onChange={setReader} />
          <EndChoice project={project} side="writer" value={writer} onChange={setWriter} />
          <Radio.Group
            aria-label={t('jobs.new.start')}
            value={start}
            onChange={(event) => setStart(event.target.value as 'wizard')}
            options={[
              { value: 'wizard', label: t('jobs.new.wizard') },
              { value: 'template', label: t('jobs.new.template') },
            ]}
          />
          <Flex gap="small" justify="end">
            <Button onClick={() => void navigate({ to: paths.jobs(project) })}>{t('ui.cancel')}</Button>
            <MayButton
              needs="jobs.edit"
              type="primary"
              loading={isBusy}
              disabled={!isNamed || !isComplete(reader) || !isComplete(writer)}
              onClick={() => void create()}
            >
              {t('ui.create')}
            </MayButton>
          </Flex>
        </Flex>
      </Card>
    </Page>
  );
}

/** What the wizard begins with. */
function scriptFor(reader: ChosenEnd, writer: ChosenEnd): string {
  const empty = emptyModel(reader.connector ?? '', writer.connector ?? '');
  const withReader = withParameters(empty, 'reader', { datasource: reader.source });
  return scriptOfWizard(withParameters(withReader, 'writer', { datasource: writer.source }));
}
