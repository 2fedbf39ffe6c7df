import { Button, Card, Flex, Form, InputNumber } from 'antd';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, contract, isConflict, keys, queries, type Reply } from '../api.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { CopyAs } from '../ui/copy-as.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { useNotice } from '../ui/notice.tsx';
import { Page } from '../ui/page.tsx';
import { ProblemBox } from '../ui/problem.tsx';

type Settings = Reply<'settings', 'get'>;
type Retention = Settings['retention'];

const queryKey = keys.installation('settings');
const kept = ['runs', 'logs', 'dirtyRecords', 'instances', 'deliveries', 'audit'] as const;

/** What administrators change while the server runs; how it starts is said by its environment. */
export default function SettingsPage() {
  const { t } = useTranslation();
  const settings = useQuery({ queryKey, queryFn: () => api.settings.get() });
  return (
    <Page
      title={t('nav.settings')}
      about={t('system.settingsAbout')}
      actions={<CopyAs route={contract.settings.get} />}
    >
      <Loaded query={settings}>{(found) => <RetentionCard key={found.version} settings={found} />}</Loaded>
    </Page>
  );
}

function RetentionCard({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  const notice = useNotice();
  const [conflict, setConflict] = useState<{ readonly mine: Retention; readonly theirs: Settings }>();
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey });
  const save = useMutation({
    mutationFn: ({ retention, version }: { readonly retention: Retention; readonly version: number }) =>
      api.settings.update({ body: { retention }, ifMatch: version }),
    onSuccess: async () => {
      notice.done(t('ui.saved'));
      await refresh();
    },
    onError: async (error, { retention }) => {
      if (isConflict(error)) setConflict({ mine: retention, theirs: await api.settings.get() });
    },
  });
  return (
    <Card title={t('system.retention')}>
      <Form<Retention>
        layout="vertical"
        className="fields"
        initialValues={settings.retention}
        onFinish={(retention) => save.mutate({ retention, version: settings.version })}
      >
        {kept.map((name) => (
          <Form.Item
            key={name}
            name={name}
            label={t(`system.kept.${name}`)}
            rules={[{ required: true, message: t('form.isMissing') }]}
          >
            <InputNumber min={1} max={36_500} precision={0} suffix={t('system.days')} className="number-input" />
          </Form.Item>
        ))}
        <Flex vertical gap="middle" align="start">
          {save.isError && !isConflict(save.error) ? <ProblemBox error={save.error} /> : null}
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('ui.save')}
          </Button>
        </Flex>
      </Form>
      <ConflictDialog
        mine={conflict?.mine}
        theirs={conflict?.theirs.retention}
        onClose={() => setConflict(undefined)}
        onTakeTheirs={() => void refresh()}
        onKeepMine={() => {
          if (conflict === undefined) return;
          setConflict(undefined);
          save.mutate({ retention: conflict.mine, version: conflict.theirs.version });
        }}
      />
    </Card>
  );
}
