import { Button, Dropdown, Flex, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProject } from '../me.ts';
import { useFilters } from '../ui/filters.ts';
import { filterNames, queryOf } from './filters.tsx';

type Views = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Named sets of filters, kept in this browser. */
export function SavedViews() {
  const { t } = useTranslation();
  const key = `sluice.views.${useProject()}`;
  const [filters, change] = useFilters();
  const [views, setViews] = useState<Views>(() => readViews(key));
  const [name, setName] = useState<string>();
  const keep = (next: Views): void => {
    setViews(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  const current = queryOf(filters);
  const show = (view: string): void => {
    const chosen = views[view] ?? {};
    change(Object.fromEntries(filterNames.map((each) => [each, chosen[each]])));
  };
  const save = (): void => {
    if (name === undefined || name.trim() === '') return;
    keep({ ...views, [name.trim()]: current });
    setName(undefined);
  };
  const saved = Object.keys(views).sort((one, other) => one.localeCompare(other));
  const remove = (view: string): void =>
    keep(Object.fromEntries(Object.entries(views).filter(([each]) => each !== view)));
  const items = [
    ...saved.map((view) => ({ key: `show ${view}`, label: view, onClick: () => show(view) })),
    ...(saved.length === 0 ? [] : [{ type: 'divider' as const }]),
    { key: 'save', label: t('instances.views.save'), onClick: () => setName('') },
    ...saved.map((view) => ({
      key: `remove ${view}`,
      danger: true,
      label: t('instances.views.remove', { view }),
      onClick: () => remove(view),
    })),
  ];
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items }}>
        <Button>{t('instances.views.title')}</Button>
      </Dropdown>
      <Modal
        open={name !== undefined}
        title={t('instances.views.save')}
        okText={t('ui.save')}
        cancelText={t('ui.cancel')}
        onOk={save}
        onCancel={() => setName(undefined)}
        destroyOnHidden
      >
        <Flex vertical gap={4} component="label">
          {t('ui.name')}
          <Input value={name ?? ''} onChange={({ target }) => setName(target.value)} onPressEnter={save} />
        </Flex>
      </Modal>
    </>
  );
}

function readViews(key: string): Views {
  try {
    return JSON.parse(localStorage.getItem(key) ?? '{}') as Views;
  } catch {
    return {};
  }
}
