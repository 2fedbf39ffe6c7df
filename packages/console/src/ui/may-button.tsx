import { Button, Tooltip, type ButtonProps } from 'antd';
import type { Permission } from '@sluice/server/contract';
import { useTranslation } from 'react-i18next';
import { useMay } from '../me.ts';

type Props = ButtonProps & {
  readonly needs: Permission;
  /** Another reason why it cannot be used now. */
  readonly refusal?: string;
};

/** A button of a project page; disabled, with the reason, for those who may not. */
export function MayButton({ needs, refusal, ...button }: Props) {
  const { t } = useTranslation();
  const may = useMay(needs);
  const reason = may ? refusal : t('ui.mayNot', { needs });
  return <RefusableButton {...button} refusal={reason} />;
}

/** A button that says why it cannot be used. */
export function RefusableButton({ refusal, ...button }: ButtonProps & { readonly refusal?: string }) {
  if (refusal === undefined) return <Button {...button} />;
  // A disabled button takes no focus, so its reason stands on the element around it.
  return (
    <Tooltip title={refusal}>
      <span tabIndex={0} role="note" aria-label={refusal} className="refused">
        <Button {...button} disabled />
      </span>
    </Tooltip>
  );
}
