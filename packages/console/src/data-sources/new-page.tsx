import { Button, Empty, Input } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { shared, type Item } from '../api.ts';
import { sayDeclared } from '../i18n/say-problem.ts';
import { useMay } from '../me.ts';
import { useFilters } from '../ui/filters.ts';
import { Loaded } from '../ui/loaded.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';
import { matches } from '../shell/search.ts';
import { DefinitionForm } from './definition-form.tsx';

type Kind = Item<'connectors', 'list'>;

/** First the kind of system, then its connection. */
export default function NewDataSourcePage() {
  const { t } = useTranslation();
  const [{ type }, change] = useFilters();
  const connectors = useQuery(shared.connectors);
  const mayEdit = useMay('dataSources.edit');
  if (!mayEdit)
    return (
      <Page title={t('dataSources.new')}>
        <ProblemBox error={{ code: 'HTTP_FORBIDDEN', message: t('ui.mayNot', { needs: 'dataSources.edit' }) }} />
      </Page>
    );
  const chosen = connectors.data?.find(({ name }) => name === type);
  return (
    <Page
      title={chosen === undefined ? t('dataSources.new') : t('dataSources.newOf', { title: sayDeclared(chosen.title) })}
      about={chosen === undefined ? t('dataSources.chooseType') : sayDeclared(chosen.summary)}
      actions={
        chosen === undefined ? null : (
          <Button onClick={() => change({ type: undefined })}>{t('dataSources.otherType')}</Button>
        )
      }
    >
      <Loaded query={connectors}>
        {(items) =>
          chosen === undefined ? (
            <Kinds kinds={items.filter((each) => each.needsDataSource)} onChoose={(name) => change({ type: name })} />
          ) : (
            <DefinitionForm type={chosen.name} environment="production" />
          )
        }
      </Loaded>
    </Page>
  );
}

function Kinds({ kinds, onChoose }: { readonly kinds: readonly Kind[]; readonly onChoose: (name: string) => void }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = kinds.filter(({ name, title, summary }) =>
    matches([name, title, summary, sayDeclared(title), sayDeclared(summary)].join(' '), text),
  );
  return (
    <>
      <Input.Search
        className="filter-search"
        autoFocus
        allowClear
        value={text}
        placeholder={t('dataSources.searchType')}
        aria-label={t('dataSources.searchType')}
        onChange={({ target }) => setText(target.value)}
      />
      {found.length === 0 ? <Empty description={t('dataSources.noMatch')} /> : null}
      <div className="kinds">
        {found.map(({ name, title, summary, canRead, canWrite }) => (
          <button key={name} type="button" className="kind panel" onClick={() => onChoose(name)}>
            <span className="kind-title">{sayDeclared(title)}</span>
            <span className="kind-summary">{sayDeclared(summary)}</span>
            <span className="kind-sides">
              {[canRead ? t('dataSources.reads') : '', canWrite ? t('dataSources.writes') : '']
                .filter((side) => side !== '')
                .join(' · ')}
            </span>
          </button>
        ))}
      </div>
    </>
  );
}
