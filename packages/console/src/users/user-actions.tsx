import { MoreOutlined } from '@ant-design/icons';
import { Button, Dropdown, Flex, Modal } from 'antd';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useMe } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { CopyText } from '../ui/copy-text.tsx';
import { useNotice } from '../ui/notice.tsx';
import { absoluteLink } from './absolute-link.ts';
import type { User } from './list-page.tsx';
import { UserDialog } from './user-dialog.tsx';

type Change = Parameters<typeof api.people.updateUser>[0]['body'];

/** What an administrator does with a user. */
export function UserActions({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const me = useMe();
  const notice = useNotice();
  const confirm = useConfirm();
  const [isEditing, setEditing] = useState(false);
  const [link, setLink] = useState<string>();
  const params = { user: user.id };
  const refresh = (): Promise<void> => queries.invalidateQueries({ queryKey: keys.installation('users') });
  const change = useMutation({
    mutationFn: (body: Change) => api.people.updateUser({ params, body, ifMatch: user.version }),
    onSuccess: refresh,
    onError: notice.failed,
  });
  const remove = useMutation({
    mutationFn: () => api.people.deleteUser({ params }),
    onSuccess: refresh,
    onError: notice.failed,
  });
  const makeLink = useMutation({
    mutationFn: () => api.people.createPasswordLink({ params }),
    onSuccess: (made) => setLink(absoluteLink(made.link)),
    onError: notice.failed,
  });
  const isMe = me.user.id === user.id;

  const actions: Record<string, () => void> = {
    link: () => makeLink.mutate(),
    disable: () => change.mutate({ isDisabled: !user.isDisabled }),
    delete: () =>
      void confirm({
        title: t('users.deleteTitle', { name: user.name }),
        text: t('users.deleteText'),
        action: t('ui.delete'),
        isDangerous: true,
      }).then((isSure) => isSure && remove.mutate()),
  };
  const items = [
    { key: 'link', label: t('users.passwordLink') },
    { key: 'disable', label: t(user.isDisabled ? 'users.enable' : 'users.disable'), disabled: isMe },
    { key: 'delete', label: t('ui.delete'), danger: true, disabled: isMe },
  ];
  return (
    <Flex gap="small">
      <Button size="small" onClick={() => setEditing(true)}>
        {t('ui.edit')}
      </Button>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => actions[key]?.() }}>
        <Button size="small" icon={<MoreOutlined aria-hidden />} aria-label={t('users.moreOf', { name: user.name })} />
      </Dropdown>
      {isEditing ? <UserDialog user={user} onClose={() => setEditing(false)} /> : null}
      <Modal
        open={link !== undefined}
        title={t('users.passwordLink')}
        footer={null}
        onCancel={() => setLink(undefined)}
      >
        <p>{t('users.linkMade', { name: user.name })}</p>
        <CopyText label={t('users.passwordLink')} text={link ?? ''} />
      </Modal>
    </Flex>
  );
}
