import { useTranslation } from 'react-i18next';
import { StatusTag, type StatusKind } from '../ui/status.tsx';
import type { Job } from './job-draft.ts';

const kinds: Record<Job['state'], StatusKind> = {
  draft: 'none',
  submitted: 'waiting',
  deployed: 'good',
  undeployed: 'stopped',
};

export function JobState({ state, deployedVersion }: Pick<Job, 'state' | 'deployedVersion'>) {
  const { t } = useTranslation();
  const version = deployedVersion === undefined ? '' : ` v${deployedVersion}`;
  return <StatusTag kind={kinds[state]} text={`${t(`jobs.states.${state}`)}${version}`} />;
}
