import { Alert, Flex, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { ProblemBox } from '../../ui/problem.tsx';
import { EndChoice, isComplete, type ChosenEnd } from '../end-choice.tsx';

interface Props {
  readonly project: string;
  /** Its text would be replaced. */
  readonly hasScript: boolean;
  readonly onUse: (script: string) => void;
  readonly onClose: () => void;
}

/** A skeleton for any reader and any writer. */
export function TemplateDialog({ project, hasScript, onUse, onClose }: Props) {
  const { t } = useTranslation();
  const [reader, setReader] = useState<ChosenEnd>({});
  const [writer, setWriter] = useState<ChosenEnd>({});
  const [error, setError] = useState<unknown>();
  const use = async (): Promise<void> => {
    try {
      onUse(await templateFor(reader, writer));
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Modal
      open
      title={t('jobs.script.template')}
      okText={t('jobs.script.useTemplate')}
      cancelText={t('ui.cancel')}
      okButtonProps={{ disabled: !isComplete(reader) || !isComplete(writer), danger: hasScript }}
      onOk={() => void use()}
      onCancel={onClose}
    >
      <Flex vertical gap="middle">
        {hasScript && <Alert type="warning" showIcon title={t('jobs.script.replaces')} />}
        {error !== undefined && <ProblemBox error={error} />}
        <EndChoice project={project} side="reader" value={reader} onChange={setReader} />
        <EndChoice project={project} side="writer" value={writer} onChange={setWriter} />
      </Flex>
    </Modal>
  );
}

/** Ends must be complete. */
export async function templateFor(reader: ChosenEnd, writer: ChosenEnd): Promise<string> {
  const { script } = await api.wizard.template({
    query: {
      reader: reader.connector ?? '',
      writer: writer.connector ?? '',
      ...(reader.source === undefined ? {} : { readerSource: reader.source }),
      ...(writer.source === undefined ? {} : { writerSource: writer.source }),
    },
  });
  return script;
}
