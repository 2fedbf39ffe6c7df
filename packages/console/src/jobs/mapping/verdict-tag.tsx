import {
  CheckCircleOutlined,
  CloseCircleOutlined,
  ExclamationCircleOutlined,
  PlusCircleOutlined,
  QuestionCircleOutlined,
  SafetyCertificateOutlined,
} from '@ant-design/icons';
import type { LineVerdict } from '@sluice/core';
import { Tag, Tooltip, theme } from 'antd';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { saySentence } from '../../i18n/say-problem.ts';

export type VerdictName = LineVerdict['verdict'];

const looks: Record<VerdictName, { readonly icon: ReactNode; readonly color: string }> = {
  exact: { icon: <CheckCircleOutlined aria-hidden />, color: 'success' },
  widened: { icon: <PlusCircleOutlined aria-hidden />, color: 'success' },
  checked: { icon: <SafetyCertificateOutlined aria-hidden />, color: 'processing' },
  lossy: { icon: <ExclamationCircleOutlined aria-hidden />, color: 'warning' },
  impossible: { icon: <CloseCircleOutlined aria-hidden />, color: 'error' },
  unknown: { icon: <QuestionCircleOutlined aria-hidden />, color: 'default' },
};

/** What becomes of the values on a line; the sentence on hover. */
export function VerdictTag({
  verdict,
  sentence,
  isShort = false,
}: Partial<LineVerdict> & { readonly isShort?: boolean }) {
  const { t } = useTranslation();
  const name = verdict ?? 'unknown';
  const { icon, color } = looks[name];
  const word = t(`jobs.mapping.verdicts.${name}`);
  return (
    <Tooltip title={sentence === undefined ? word : saySentence(sentence)}>
      <Tag color={color} icon={icon} className={isShort ? 'verdict verdict-short' : 'verdict'}>
        {isShort ? <span className="visually-hidden">{word}</span> : word}
      </Tag>
    </Tooltip>
  );
}

/** Colour of a line on the canvas. */
export function useVerdictColors(): Record<VerdictName, string> {
  const { token } = theme.useToken();
  return useMemo(
    () => ({
      exact: token.colorSuccess,
      widened: token.colorSuccess,
      checked: token.colorInfo,
      lossy: token.colorWarning,
      impossible: token.colorError,
      unknown: token.colorTextTertiary,
    }),
    [token],
  );
}
