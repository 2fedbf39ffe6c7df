import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, isConflict, keys, queries } from '../api.ts';
import { withMaskedSecrets } from '../form/values.ts';
import { useProject } from '../me.ts';
import { paths } from '../paths.ts';
import { ConflictDialog } from '../ui/conflict.tsx';
import { useNotice } from '../ui/notice.tsx';
import { connectorQuery, dataSourceQuery, type DataSource, type Environment } from './queries.ts';
import type { DefinitionEditor, Draft } from './use-definition.ts';

interface Options {
  readonly type: string;
  readonly environment: Environment;
  readonly isNew: boolean;
  readonly editor: DefinitionEditor;
}

/** Saves with the version that the form began from; what somebody else saved meanwhile is shown beside it. */
export function useSaveDefinition({ type, environment, isNew, editor }: Options) {
  const { t } = useTranslation();
  const project = useProject();
  const navigate = useNavigate();
  const notice = useNotice();
  const fields = useQuery(connectorQuery(type)).data?.connection ?? [];
  const [conflict, setConflict] = useState<{ readonly mine: Draft; readonly theirs: DataSource }>();
  const save = useMutation({
    mutationFn: ({ draft, version }: { readonly draft: Draft; readonly version: number | undefined }) =>
      api.dataSources.put({
        params: { project, name: draft.name.trim() },
        query: { environment },
        body: { type, description: draft.description, connection: { ...draft.connection } as Record<string, never> },
        ifMatch: version,
      }),
    onSuccess: async (saved) => {
      queries.setQueryData(dataSourceQuery(project, saved.name).queryKey, saved);
      notice.done(t('ui.saved'));
      editor.reset(saved);
      await queries.invalidateQueries({ queryKey: keys.of(project, 'data-sources') });
      if (isNew) await navigate({ to: paths.dataSource(project, saved.name) });
    },
    onError: async (error, { draft }) => {
      if (!isConflict(error)) return;
      const theirs = await api.dataSources.get({ params: { project, name: draft.name } });
      setConflict({ mine: draft, theirs });
    },
  });
  const theirs = conflict?.theirs.definitions[environment];
  const dialog = (
    <ConflictDialog
      mine={conflict === undefined ? undefined : withMaskedSecrets(fields, conflict.mine.connection)}
      theirs={theirs?.connection}
      onClose={() => setConflict(undefined)}
      onTakeTheirs={() => {
        if (conflict === undefined) return;
        queries.setQueryData(dataSourceQuery(project, conflict.theirs.name).queryKey, conflict.theirs);
        editor.reset(conflict.theirs);
        setConflict(undefined);
      }}
      onKeepMine={() => {
        if (conflict === undefined) return;
        setConflict(undefined);
        save.mutate({ draft: conflict.mine, version: theirs?.version });
      }}
    />
  );
  return { save, dialog };
}
