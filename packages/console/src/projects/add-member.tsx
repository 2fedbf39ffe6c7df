import { AutoComplete, Button, Flex, Select } from 'antd';
import type { Role } from '@sluice/server/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { roles } from 'virtual:contract';
import { api, keys } from '../api.ts';
import { useMe } from '../me.ts';

/** Gives somebody a role. Administrators of the installation choose from all users, others type the name. */
export function AddMember({ onAdd }: { readonly onAdd: (user: string, role: Role) => void }) {
  const { t } = useTranslation();
  const { user: me } = useMe();
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('developer');
  const users = useQuery({
    queryKey: keys.installation('users', 'search', name),
    queryFn: ({ signal }) => api.people.listUsers({ query: { search: name, limit: 20 }, signal }),
    enabled: me.isAdministrator,
    placeholderData: (before) => before,
  });
  const add = (): void => {
    onAdd(name.trim(), role);
    setName('');
  };
  return (
    <Flex gap="small" wrap>
      <AutoComplete
        aria-label={t('users.name')}
        className="member-name"
        value={name}
        onChange={setName}
        placeholder={t('users.name')}
        options={users.data?.items.map((user) => ({
          value: user.name,
          label: user.displayName === '' ? user.name : `${user.name} · ${user.displayName}`,
        }))}
      />
      <Select
        aria-label={t('projects.role')}
        className="role-select"
        value={role}
        onChange={setRole}
        options={roles.map((each) => ({ value: each, label: t(`projects.roles.${each}`) }))}
      />
      <Button type="primary" disabled={name.trim() === ''} onClick={add}>
        {t('projects.addMember')}
      </Button>
    </Flex>
  );
}
