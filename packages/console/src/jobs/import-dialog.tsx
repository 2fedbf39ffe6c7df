import { InboxOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Flex, Modal, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, type Item } from '../api.ts';
import { paths } from '../paths.ts';
import { PageLink } from '../ui/link.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { StatusTag } from '../ui/status.tsx';
import { said } from './say-issue.ts';

interface Props {
  readonly project: string;
  readonly folder: string;
  readonly onClose: () => void;
}

type Outcome = Item<'jobs', 'import'>;

/** Bytes of all files of one request; the server takes 32 MB. */
const mostBytes = 24_000_000;
const mostFiles = 500;

/** Job files of any format become jobs: dropped as files or whole folders. */
export function ImportDialog({ project, folder, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>();
  const [error, setError] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    setError(undefined);
    try {
      const found: Outcome[] = [];
      for (const part of partsOf(files)) {
        const body = { folder, files: await Promise.all(part.map(read)) };
        found.push(...(await api.jobs.import({ params: { project }, body })).items);
        setOutcomes([...found]);
      }
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
      await client.invalidateQueries({ queryKey: keys.of(project, 'jobs') });
    }
  };
  return (
    <Modal
      open
      width={720}
      title={t('jobs.import.title')}
      onCancel={onClose}
      footer={
        outcomes === undefined ? (
          <Button type="primary" loading={isBusy} disabled={files.length === 0} onClick={() => void run()}>
            {t('jobs.import.run', { count: files.length })}
          </Button>
        ) : (
          <Button type="primary" onClick={onClose}>
            {t('ui.close')}
          </Button>
        )
      }
    >
      <Flex vertical gap="middle">
        {error !== undefined && <ProblemBox error={error} />}
        {outcomes === undefined ? (
          <Flex vertical gap="small">
            <Upload.Dragger
              multiple
              directory={false}
              accept=".json,.json5,.jsonc,.job"
              showUploadList={files.length <= 20}
              fileList={files.map((file, index) => ({ uid: String(index), name: nameOf(file) }))}
              beforeUpload={(file) => {
                setFiles((before) => [...before, file]);
                return false;
              }}
              onRemove={({ uid }) => setFiles(files.filter((_, index) => String(index) !== uid))}
            >
              <p>
                <InboxOutlined aria-hidden className="drop-icon" />
              </p>
              <p>{t('jobs.import.drop')}</p>
              <p className="muted">{t('jobs.import.help')}</p>
            </Upload.Dragger>
            <Upload
              directory
              showUploadList={false}
              beforeUpload={(file) => {
                if (/\.(?:json5?|jsonc|job)$/i.test(file.name)) setFiles((before) => [...before, file]);
                return false;
              }}
            >
              <Button>{t('jobs.import.folder')}</Button>
            </Upload>
          </Flex>
        ) : (
          <OutcomeList project={project} outcomes={outcomes} />
        )}
      </Flex>
    </Modal>
  );
}

const kinds = { created: 'good', exists: 'warning', refused: 'bad' } as const;

function OutcomeList({ project, outcomes }: { readonly project: string; readonly outcomes: readonly Outcome[] }) {
  const { t } = useTranslation();
  return (
    <ul className="outcomes">
      {outcomes.map(({ file, job, outcome, issues }) => (
        <li key={file}>
          <StatusTag kind={kinds[outcome]} text={t(`jobs.import.outcomes.${outcome}`)} />{' '}
          {job === undefined ? file : <PageLink to={paths.job(project, job)}>{job}</PageLink>}{' '}
          {issues.length > 0 && (
            <span className="muted">
              {t('jobs.problems', { count: issues.length })}: {issues.slice(0, 1).map((issue) => said(issue).message)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** With its folders, where a folder was chosen. */
function nameOf(file: File): string {
  return file.webkitRelativePath === '' ? file.name : file.webkitRelativePath;
}

async function read(file: File) {
  return { name: nameOf(file), script: await file.text() };
}

/** As many requests as the limits of one make necessary. */
function partsOf(files: readonly File[]): readonly (readonly File[])[] {
  const parts: File[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = parts.at(-1);
    if (last === undefined || last.length >= mostFiles || bytes + file.size > mostBytes) {
      parts.push([file]);
      bytes = file.size;
    } else {
      last.push(file);
      bytes += file.size;
    }
  }
  return parts;
}
