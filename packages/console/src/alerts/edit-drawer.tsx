import { useMutation } from '@tanstack/react-query';
import { Button, Drawer, Flex } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isConflict, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { MayButton } from '../ui/may-button.tsx';
import { useNotice } from '../ui/notice.tsx';
import { ProblemBox } from '../ui/problem.tsx';

interface Stored {
  readonly version: number;
}

interface Editing<Thing extends Stored, Body> {
  /** Absent: a new one. */
  readonly stored: Thing | undefined;
  readonly start: Body;
  readonly bodyOf: (thing: Thing) => Body;
  readonly create: (body: Body) => Promise<unknown>;
  readonly change: (body: Body, ifMatch: number) => Promise<unknown>;
  /** As it is by now. */
  readonly load: () => Promise<Thing>;
  readonly onClose: () => void;
}

/** What is being edited of a rule or a channel, and how it is kept. */
export function useEdited<Thing extends Stored, Body extends object>(editing: Editing<Thing, Body>) {
  const { stored, start, bodyOf, create, change, load, onClose } = editing;
  const { t } = useTranslation();
  const project = useProject();
  const notice = useNotice();
  const [body, setBody] = useState(start);
  const [version, setVersion] = useState(stored?.version);
  const [theirs, setTheirs] = useState<Thing>();
  const save = useMutation({
    mutationFn: (ifMatch: number | undefined) => (ifMatch === undefined ? create(body) : change(body, ifMatch)),
    onSuccess: async () => {
      notice.done(t('ui.saved'));
      // The rule that is offered names the channels there are, also when its tab is not open.
      await queries.invalidateQueries({ queryKey: keys.of(project, 'alerts'), refetchType: 'all' });
      onClose();
    },
    onError: async (error) => {
      if (stored !== undefined && isConflict(error)) setTheirs(await load());
    },
  });
  const settle = (): void => {
    setVersion(theirs?.version);
    setTheirs(undefined);
  };
  return {
    body,
    setBody,
    isSaving: save.isPending,
    error: save.isError && !isConflict(save.error) ? save.error : undefined,
    save: () => save.mutate(version),
    conflict: {
      mine: theirs === undefined ? undefined : body,
      theirs: theirs === undefined ? undefined : bodyOf(theirs),
      onClose: () => setTheirs(undefined),
      onKeepMine: () => {
        save.mutate(theirs?.version);
        settle();
      },
      onTakeTheirs: () => {
        if (theirs !== undefined) setBody(bodyOf(theirs));
        settle();
      },
    },
  };
}

interface Props {
  readonly edited: Pick<ReturnType<typeof useEdited>, 'isSaving' | 'error' | 'save' | 'conflict'>;
  readonly title: string;
  /** Why it cannot be saved yet. */
  readonly refusal: string | undefined;
  readonly onClose: () => void;
  /** Buttons before «save». */
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of such a form. */
export function EditDrawer({ edited, title, refusal, onClose, actions, children }: Props) {
  const { t } = useTranslation();
  const { isSaving, error, save, conflict } = edited;
  return (
    <Drawer
      open
      size={640}
      title={title}
      onClose={onClose}
      footer={
        <Flex gap="small" justify="end">
          <Button onClick={onClose}>{t('ui.cancel')}</Button>
          {actions}
          <MayButton needs="alerts.edit" type="primary" loading={isSaving} refusal={refusal} onClick={save}>
            {t('ui.save')}
          </MayButton>
        </Flex>
      }
    >
      {children}
      {error === undefined ? null : <ProblemBox error={error} />}
      <ConflictDialog {...conflict} />
    </Drawer>
  );
}
