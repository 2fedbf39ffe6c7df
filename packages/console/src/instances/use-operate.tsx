import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, keys, queries } from '../api.ts';
import { useProject } from '../me.ts';
import { useConfirm } from '../ui/confirm.tsx';
import { useNotice } from '../ui/notice.tsx';
import type { Operation } from './instance-state.tsx';

/** Asked before, because what they do cannot be taken back. */
const asked: ReadonlySet<Operation> = new Set(['kill', 'rerun', 'setSuccess', 'removeDependencies']);

export interface Operate {
  readonly isPending: boolean;
  /** Asks where it is due, does it, and tells what came of it. */
  run(
    instance: { readonly id: string; readonly job: string },
    operation: Operation,
    descendants?: string[],
  ): Promise<void>;
}

/** Operations on one instance. */
export function useOperate(): Operate {
  const { t } = useTranslation();
  const project = useProject();
  const confirm = useConfirm();
  const notice = useNotice();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: ({
      id,
      operation,
      descendants,
    }: {
      id: string;
      operation: Operation;
      descendants?: string[] | undefined;
    }) =>
      api.instances.operate({
        params: { project, instance: id },
        body: { operation, ...(descendants === undefined ? {} : { descendants }) },
      }),
  });
  return {
    isPending,
    async run({ id, job }, operation, descendants) {
      const question = {
        title: t(`instances.ask.${operation}`, { job }),
        text: t(`instances.effects.${operation}`),
        action: t(`instances.operations.${operation}`),
        isDangerous: operation === 'kill',
      };
      if (asked.has(operation) && !(await confirm(question))) return;
      try {
        await mutateAsync({ id, operation, descendants });
        notice.done(t('instances.operated', { operation: t(`instances.operations.${operation}`), job }));
      } catch (error) {
        notice.failed(error);
      }
      await queries.invalidateQueries({ queryKey: keys.of(project, 'instances') });
    },
  };
}
