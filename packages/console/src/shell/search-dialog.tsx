import { Input, Modal, Spin, Typography } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, shared } from '../api.ts';
import { useMe } from '../me.ts';
import { paths } from '../paths.ts';
import { preferredProject } from './last-project.ts';
import { navigationOf } from './navigation-links.ts';
import { projectLabel } from './project-label.ts';
import { findEverywhere, matches, type Found } from './search.ts';

/** Ctrl-K: jumps to anything by a part of its name. */
export default function SearchDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const { found, isSearching } = useFound(text.trim());
  const [chosen, setChosen] = useState(0);
  const navigate = useNavigate();
  const listId = useId();
  const current = Math.min(chosen, found.length - 1);

  const open = (each: Found | undefined): void => {
    if (each === undefined) return;
    onClose();
    void navigate({ to: each.to });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (event.key === 'Enter') open(found[current]);
    if (step === 0 || found.length === 0) return;
    event.preventDefault();
    setChosen((current + step + found.length) % found.length);
  };

  return (
    <Modal open onCancel={onClose} footer={null} closable={false} width={640} title={t('shell.search.title')}>
      <Input
        autoFocus
        size="large"
        value={text}
        placeholder={t('shell.search.placeholder')}
        aria-label={t('shell.search.title')}
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found.length > 0 ? `${listId}-${current}` : undefined}
        suffix={isSearching ? <Spin size="small" /> : <span />}
        onChange={({ target }) => {
          setText(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul id={listId} role="listbox" aria-label={t('shell.search.title')} className="search-list">
        {found.map((each, index) => (
          <li
            key={`${each.kind} ${each.to}`}
            id={`${listId}-${index}`}
            role="option"
            aria-selected={index === current}
            className="search-item"
            onClick={() => open(each)}
            onMouseMove={() => setChosen(index)}
          >
            <span className="search-text">{each.text}</span>
            <Typography.Text type="secondary">{each.detail ?? t(`shell.search.kinds.${each.kind}`)}</Typography.Text>
          </li>
        ))}
      </ul>
      <Typography.Text type="secondary">
        {found.length > 0
          ? t('shell.search.keys')
          : text.trim() === '' || isSearching
            ? t('shell.search.hint')
            : t('shell.search.nothing', { text })}
      </Typography.Text>
    </Modal>
  );
}

/** Pages and projects at once, the rest as the server finds it. */
function useFound(text: string): { readonly found: readonly Found[]; readonly isSearching: boolean } {
  const { t } = useTranslation();
  const me = useMe();
  const projects = useQuery(shared.projects).data ?? [];
  const { project: current } = useParams({ strict: false }) as { readonly project?: string };
  const project = current ?? preferredProject(projects)?.name;
  const asked = useDeferredValue(text);
  const remote = useQuery({
    queryKey: project === undefined ? keys.installation('search') : keys.of(project, 'search', asked),
    queryFn: ({ signal }) => (project === undefined ? [] : findEverywhere(me, project, asked, signal)),
    enabled: asked !== '' && project !== undefined,
    placeholderData: (before) => before,
  });
  const pages = navigationOf(me, project)
    .flatMap(({ links }) => links)
    .map<Found>(({ to, text: name }) => ({ kind: 'page', to, text: t(`nav.${name}`) }));
  const homes = projects.map<Found>((each) => ({
    kind: 'project',
    to: paths.home(each.name),
    text: projectLabel(each),
  }));
  const near = [...pages, ...(text === '' ? [] : homes)].filter((each) => matches(each.text, text));
  return {
    found: [...near.slice(0, text === '' ? 12 : 6), ...(text === '' ? [] : (remote.data ?? []))],
    isSearching: remote.isFetching || asked !== text,
  };
}
