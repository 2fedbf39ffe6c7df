import { PlusOutlined } from '@ant-design/icons';
import { Flex } from 'antd';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contract, shared } from '../api.ts';
import { useMe } from '../me.ts';
import { CopyAs } from '../ui/copy-as.tsx';
import { Loaded } from '../ui/loaded.tsx';
import { RefusableButton } from '../ui/may-button.tsx';
import { Page } from '../ui/page.tsx';
import { GroupCard } from './group-card.tsx';
import { GroupDialog } from './group-dialog.tsx';

export default function ResourceGroupsPage() {
  const { t } = useTranslation();
  const { user } = useMe();
  const [isAdding, setAdding] = useState(false);
  const groups = useQuery({ ...shared.resourceGroups, refetchInterval: 5_000 });
  return (
    <Page
      title={t('nav.resourceGroups')}
      about={t('resourceGroups.about')}
      actions={
        <>
          <CopyAs route={contract.resourceGroups.list} />
          <RefusableButton
            type="primary"
            icon={<PlusOutlined aria-hidden />}
            refusal={user.isAdministrator ? undefined : t('ui.mayNotInstallation')}
            onClick={() => setAdding(true)}
          >
            {t('resourceGroups.new')}
          </RefusableButton>
        </>
      }
    >
      <Loaded query={groups}>
        {(items) => (
          <Flex vertical gap="middle">
            {items.map((group) => (
              <GroupCard key={group.id} group={group} />
            ))}
          </Flex>
        )}
      </Loaded>
      {isAdding ? <GroupDialog onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}
